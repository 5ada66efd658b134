package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.CacheUnderTest;
import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.caches.Proof;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A lookup of a Zipf-distributed key, more of which there are than fit; a miss inserts the key. */
@State(Scope.Benchmark)
public class Zipf extends CacheBenchmark {
    private static final double SKEW = 0.99;

    /** What is timed. */
    @Param({
        Names.BOUNDED_LRU,
        Names.LINKED_HASH_MAP,
        Names.CAFFEINE,
        Names.CAFFEINE_SAME_THREAD,
        Names.CACHE2K,
        Names.CACHE2K_TUNED,
        Names.OHC,
        Names.OHC_CRC32C,
        Names.OHC_CHUNKED,
        Names.EHCACHE,
        Names.EHCACHE_TIERED,
        Names.CHRONICLE_MAP,
        Names.CHRONICLE_MAP_CONSTANT_SIZE
    })
    public String impl;

    /** Which objects are asked for, and put. */
    @Param({Keys.Kind.Names.SAME, Keys.Kind.Names.EQUAL, Keys.Kind.Names.FRESH})
    public String keys;

    /** Fills the cache. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        int universe = capacity + pool(capacity);
        Implementation implementation = make(impl, universe, keys);
        Proof.isFull(implementation, cache, capacity);
        order = Order.zipf(universe, SKEW);
    }

    /** One hit or one load. */
    @Benchmark
    public long hitOrLoad(Cursor cursor) {
        int key = cursor.next(order);
        long value = cache.get(key);
        if (value == CacheUnderTest.ABSENT) {
            cache.put(key);
        }
        return value;
    }
}
