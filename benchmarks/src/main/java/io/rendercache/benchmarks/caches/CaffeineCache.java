package io.rendercache.benchmarks.caches;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Caffeine as its documentation has it: with the size given in advance, and its maintenance on the default executor,
 * the common pool. By name also with maintenance on the threads that use it, {@code executor(Runnable::run)}, which its
 * documentation means for tests and which spares the pool.
 */
final class CaffeineCache implements CacheUnderTest {
    private final Cache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    CaffeineCache(int capacity, Keys keys, boolean sameThread) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        Caffeine<Object, Object> builder =
                Caffeine.newBuilder().maximumSize(capacity).initialCapacity(capacity);
        if (sameThread) {
            builder.executor(Runnable::run);
        }
        cache = builder.build();
    }

    @Override
    public long get(int key) {
        return get(lookup[key]);
    }

    @Override
    public long get(String path) {
        Long value = cache.getIfPresent(path);
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
