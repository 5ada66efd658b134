package io.rendercache.benchmarks.caches;

import org.cache2k.Cache;
import org.cache2k.Cache2kBuilder;

/** cache2k, without expiry. */
final class Cache2kCache implements CacheUnderTest {
    private final Cache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    Cache2kCache(int capacity, Keys keys) {
        bound = Bound.within(capacity, 0.02);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = Cache2kBuilder.of(String.class, Long.class)
                .entryCapacity(capacity)
                .eternal(true)
                .build();
    }

    @Override
    public long get(int key) {
        Long value = cache.peek(lookup[key]);
        return value == null ? ABSENT : value;
    }

    @Override
    public void put(int key) {
        cache.put(inserted[key], valueOf(key));
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
