package io.rendercache.benchmarks.caches;

import net.openhft.chronicle.map.ChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * Chronicle Map in memory. It has no eviction: a ring of the keys, under a lock that only inserts take, makes it a
 * bounded FIFO.
 */
final class ChronicleMapCache implements CacheUnderTest {
    private final ChronicleMap<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;
    private final @Nullable String[] ring;
    private int oldest;

    ChronicleMapCache(int capacity, Keys keys) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        ring = new String[capacity];
        cache = ChronicleMap.of(String.class, Long.class)
                .name("benchmark")
                .entries(capacity + 1L)
                .averageKey(keys.inserted(0))
                .create();
    }

    @Override
    public long get(int key) {
        Long value = cache.get(lookup[key]);
        return value == null ? ABSENT : value;
    }

    @Override
    public synchronized void put(int key) {
        String path = inserted[key];
        if (cache.put(path, valueOf(key)) != null) {
            return;
        }
        String victim = ring[oldest];
        ring[oldest] = path;
        oldest = oldest + 1 == ring.length ? 0 : oldest + 1;
        if (victim != null) {
            cache.remove(victim);
        }
    }

    @Override
    public long size() {
        return cache.longSize();
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
