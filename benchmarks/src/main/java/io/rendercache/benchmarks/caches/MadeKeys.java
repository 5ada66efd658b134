package io.rendercache.benchmarks.caches;

/** A cache that is given a new object of the key for each call, with its own bytes and its hash not yet computed. */
final class MadeKeys implements CacheUnderTest {
    private final CacheUnderTest cache;
    private final Keys keys;

    MadeKeys(CacheUnderTest cache, Keys keys) {
        this.cache = cache;
        this.keys = keys;
    }

    @Override
    public long get(int key) {
        return cache.get(keys.make(key));
    }

    @Override
    public long get(String path) {
        return cache.get(path);
    }

    @Override
    public void put(int key) {
        cache.put(keys.make(key), cache.valueOf(key));
    }

    @Override
    public void put(String path, long value) {
        cache.put(path, value);
    }

    @Override
    public long valueOf(int key) {
        return cache.valueOf(key);
    }

    @Override
    public long countHeld(int count) {
        return cache.countHeld(count);
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public Bound bound() {
        return cache.bound();
    }

    @Override
    public void close() {
        cache.close();
    }
}
