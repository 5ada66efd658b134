package io.rendercache.benchmarks.node;

import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** Lists the directory each time it is asked. */
final class ListedClamps implements Clamps {
    private final LongAdder listings = new LongAdder();

    @Override
    public OfJob openJob(String jobId) {
        return new OfJob() {
            @Override
            public OfLayer layer(Path directory) {
                return () -> {
                    listings.increment();
                    return PlainLister.maxFrameIndex(directory);
                };
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public Cost cost() {
        return new Cost(listings.sum(), 0, 0, 0, 0);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
