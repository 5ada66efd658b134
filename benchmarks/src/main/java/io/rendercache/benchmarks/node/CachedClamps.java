package io.rendercache.benchmarks.node;

import io.rendercache.CacheStats;
import io.rendercache.FrameDir;
import io.rendercache.FrameDirCache;
import io.rendercache.JobScope;
import java.nio.file.Path;

/** Asks the cache, by a key prepared once for each layer or by the directory's path each time. */
final class CachedClamps implements Clamps {
    private final FrameDirCache cache;
    private final boolean byPath;

    CachedClamps(int cap, boolean byPath) {
        this.cache = FrameDirCache.builder().maxEntries(cap).name("node").build();
        this.byPath = byPath;
    }

    @Override
    public OfJob openJob(String jobId) {
        JobScope scope = cache.openJob(jobId);
        return new OfJob() {
            @Override
            public OfLayer layer(Path directory) {
                if (byPath) {
                    String path = directory.toString();
                    return () -> scope.maxFrameIndex(path);
                }
                FrameDir prepared = scope.frameDir(directory);
                return prepared::maxFrameIndex;
            }

            @Override
            public void close() {
                scope.close();
            }
        };
    }

    @Override
    public Cost cost() {
        CacheStats stats = cache.stats();
        return new Cost(
                stats.loads() + stats.loadFailures(),
                stats.hits(),
                stats.evictions(),
                stats.size(),
                stats.offHeapBytes());
    }

    @Override
    public void close() {
        cache.close();
    }
}
