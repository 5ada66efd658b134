package io.rendercache.benchmarks.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes down each access, in the order in which they are asked, and passes it on. The log is closed by who made it.
 */
final class RecordedClamps implements Clamps {
    private final Clamps clamps;
    private final AccessLog log;

    RecordedClamps(Clamps clamps, AccessLog log) {
        this.clamps = clamps;
        this.log = log;
    }

    /** A job's keys are its own: nothing is held of them when it is over. */
    @Override
    public OfJob openJob(String jobId) {
        OfJob job = clamps.openJob(jobId);
        Map<Path, AccessLog.Key> keys = new HashMap<>();
        return new OfJob() {
            @Override
            public OfLayer layer(Path directory) {
                OfLayer layer = job.layer(directory);
                AccessLog.Key key = keys.computeIfAbsent(directory, any -> log.new Key());
                return () -> {
                    key.accessed();
                    return layer.lastFrame();
                };
            }

            @Override
            public void close() {
                job.close();
            }
        };
    }

    @Override
    public Cost cost() {
        return clamps.cost();
    }

    @Override
    public void close() {
        clamps.close();
    }
}
