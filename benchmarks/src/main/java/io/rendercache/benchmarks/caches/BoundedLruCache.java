package io.rendercache.benchmarks.caches;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;

/** Rendercache's general map. */
final class BoundedLruCache implements CacheUnderTest {
    private final BoundedLru<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    BoundedLruCache(int capacity, Keys keys) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(capacity)
                .maxKeyBytes(Keys.LENGTH)
                .maxValueBytes(Long.BYTES)
                .name("benchmark")
                .build();
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
        cache.close();
    }
}
