package io.rendercache.benchmarks.caches;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@code LinkedHashMap} in access order behind one lock. */
final class LinkedHashMapCache implements CacheUnderTest {
    private final Map<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    LinkedHashMapCache(int capacity, Keys keys) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = Collections.synchronizedMap(new Bounded(capacity));
    }

    @Override
    public long get(int key) {
        return get(lookup[key]);
    }

    @Override
    public long get(String path) {
        Long value = cache.get(path);
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
        return cache.size();
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public void close() {
        cache.clear();
    }

    private static final class Bounded extends LinkedHashMap<String, Long> {
        private static final long serialVersionUID = 1;

        private final int capacity;

        Bounded(int capacity) {
            super(capacity * 4 / 3 + 2, 0.75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > capacity;
        }
    }
}
