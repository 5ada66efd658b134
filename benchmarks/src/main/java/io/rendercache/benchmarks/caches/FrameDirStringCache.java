package io.rendercache.benchmarks.caches;

import io.rendercache.FrameDirCache;
import io.rendercache.JobScope;

/** Rendercache's frame-directory cache asked by string. The directories do not exist: 0 is their cached answer. */
final class FrameDirStringCache implements CacheUnderTest {
    private final FrameDirCache cache;
    private final JobScope job;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    FrameDirStringCache(int capacity, Keys keys) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = FrameDirCache.builder().maxEntries(capacity).name("benchmark").build();
        job = cache.openJob("benchmark");
    }

    @Override
    public long get(int key) {
        return get(lookup[key]);
    }

    @Override
    public long get(String path) {
        return job.maxFrameIndex(path);
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
