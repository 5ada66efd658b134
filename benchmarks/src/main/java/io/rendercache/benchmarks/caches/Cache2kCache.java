package io.rendercache.benchmarks.caches;

import org.cache2k.Cache;
import org.cache2k.Cache2kBuilder;

/**
 * cache2k, without expiry, else as it comes. By name also without statistics and with more concurrency, the two
 * settings that its own benchmarks take.
 */
final class Cache2kCache implements CacheUnderTest {
    private final Cache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    Cache2kCache(int capacity, Keys keys, boolean tuned) {
        bound = Bound.within(capacity, 0.02);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = Cache2kBuilder.of(String.class, Long.class)
                .entryCapacity(capacity)
                .eternal(true)
                .disableStatistics(tuned)
                .boostConcurrency(tuned)
                .build();
    }

    @Override
    public long get(int key) {
        return get(lookup[key]);
    }

    @Override
    public long get(String path) {
        Long value = cache.peek(path);
        return value == null ? ABSENT : value;
    }

    @Override
    public void put(int key) {
        put(inserted[key], valueOf(key));
    }

    @Override
    public void put(String path, long value) {
        cache.put(path, value);
    }

    @Override
    public long size() {
        return cache.asMap().size();
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public void close() {
        cache.close();
    }
}
