package io.rendercache.benchmarks.caches;

import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Chronicle Map in memory. It has no eviction: a ring of the keys, under a lock that only inserts take, makes it a
 * bounded FIFO. Its keys are described by an average, as for keys of many lengths; by name also as keys that all have
 * one length, which those of the benchmarks do.
 */
final class ChronicleMapCache implements CacheUnderTest {
    private final ChronicleMap<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;
    private final @Nullable String[] ring;
    private int oldest;

    ChronicleMapCache(int capacity, Keys keys, boolean constantSize) {
        bound = Bound.exactly(capacity);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        ring = new String[capacity];
        ChronicleMapBuilder<String, Long> builder =
                ChronicleMap.of(String.class, Long.class).name("benchmark").entries(capacity + 1L);
        String sample = keys.inserted(0);
        cache = (constantSize ? builder.constantKeySizeBySample(sample) : builder.averageKey(sample)).create();
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
    public synchronized void put(String path, long value) {
        if (cache.put(path, value) != null) {
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
