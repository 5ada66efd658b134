package io.rendercache.benchmarks.caches;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Caffeine, with its maintenance done by the threads that use it, so that all of its cost is in the time measured. */
final class CaffeineCache implements CacheUnderTest {
    private final Cache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    CaffeineCache(int capacity, Keys keys) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = Caffeine.newBuilder()
                .maximumSize(capacity)
                .initialCapacity(capacity)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public long get(int key) {
        Long value = cache.getIfPresent(lookup[key]);
        return value == null ? ABSENT : value;
    }

    @Override
    public void put(int key) {
        cache.put(inserted[key], valueOf(key));
    }

    @Override
    public long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
