package io.rendercache.benchmarks.caches;

import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;

/**
 * Ehcache's off-heap tier alone; by name also with a tier on the heap before it, of a tenth of the capacity, as its
 * documentation draws tiers. The off-heap tier is bounded in bytes, which it takes in pages: an entry's share of a full
 * pool was measured, and the proof counts what it comes to. Its smallest pool holds several thousand of the benchmark's
 * entries.
 */
final class EhcacheCache implements CacheUnderTest {
    private static final String NAME = "benchmark";
    private static final long BYTES_PER_ENTRY = 200;
    private static final long SMALLEST_POOL = 1 << 20;
    private static final long MOST_IN_SMALLEST_POOL = 5_500;

    private final CacheManager manager;
    private final Cache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    EhcacheCache(int capacity, Keys keys, boolean tiered) {
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        long bytes = Math.max(SMALLEST_POOL, capacity * BYTES_PER_ENTRY);
        bound = bytes == SMALLEST_POOL
                ? new Bound(Math.min(capacity, MOST_IN_SMALLEST_POOL), MOST_IN_SMALLEST_POOL)
                : Bound.within(capacity, 0.1);
        manager = build(bytes, tiered ? Math.max(1, capacity / 10) : 0);
        cache = manager.getCache(NAME, String.class, Long.class);
    }

    private static CacheManager build(long bytes, int onHeap) {
        ResourcePoolsBuilder pools = ResourcePoolsBuilder.newResourcePoolsBuilder();
        if (onHeap > 0) {
            pools = pools.heap(onHeap, EntryUnit.ENTRIES);
        }
        return CacheManagerBuilder.newCacheManagerBuilder()
                .withCache(
                        NAME,
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                String.class, Long.class, pools.offheap(bytes, MemoryUnit.B)))
                .build(true);
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
        long entries = 0;
        for (Cache.Entry<String, Long> entry : cache) {
            entries++;
        }
        return entries;
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public void close() {
        manager.close();
    }
}
