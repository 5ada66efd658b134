package io.rendercache.benchmarks.caches;

import io.rendercache.FrameDir;
import io.rendercache.FrameDirCache;
import io.rendercache.JobScope;

/**
 * Rendercache's frame-directory cache asked by prepared key. The directories do not exist: 0 is their cached answer.
 */
final class FrameDirKeyCache implements CacheUnderTest {
    private final FrameDirCache cache;
    private final JobScope job;
    private final Bound bound;
    private final String[] inserted;
    private final FrameDir[] lookup;

    FrameDirKeyCache(int capacity, Keys keys) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        cache = FrameDirCache.builder().maxEntries(capacity).name("benchmark").build();
        job = cache.openJob("benchmark");
        String[] paths = keys.lookupKeys();
        lookup = new FrameDir[paths.length];
        for (int i = 0; i < paths.length; i++) {
            lookup[i] = job.frameDir(paths[i]);
        }
    }

    @Override
    public long get(int key) {
        return lookup[key].maxFrameIndex();
    }

    /** Prepares the key for this one call. */
    @Override
    public long get(String path) {
        return job.frameDir(path).maxFrameIndex();
    }

    @Override
    public void put(int key) {
        put(inserted[key], valueOf(key));
    }

    /** Loads the value, whatever is given. */
    @Override
    public void put(String path, long value) {
        job.maxFrameIndex(path);
    }

    @Override
    public long valueOf(int key) {
        return 0;
    }

    @Override
    public long countHeld(int keys) {
        // A miss answers as a hit does, by listing: only the cache's own count tells them apart.
        long before = cache.stats().hits();
        long right = CacheUnderTest.super.countHeld(keys);
        return Math.min(right, cache.stats().hits() - before);
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public void close() {
        job.close();
        cache.close();
    }
}
