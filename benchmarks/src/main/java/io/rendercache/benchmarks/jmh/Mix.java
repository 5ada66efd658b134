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

/**
 * Lookups of hot keys among inserts of new ones, in a full cache. The hot set is of a size that a least-recently-used
 * cache never loses; a lookup that misses all the same inserts its key, as a user would.
 */
@State(Scope.Benchmark)
public abstract class Mix extends CacheBenchmark {
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

    /** Fills the cache, the hot keys among the rest. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        int hot = capacity / 100 * hotPerHundred();
        Implementation implementation = make(impl, hot, keys);
        Proof.isFull(implementation, cache, capacity);
        order = Order.mix(hot, insertsPerHundred());
    }

    abstract int hotPerHundred();

    abstract int insertsPerHundred();

    /** One lookup or one insert. */
    @Benchmark
    public long mix(Cursor cursor) {
        int key = cursor.next(order);
        if (key == Order.INSERT) {
            cache.put(cursor.nextFresh());
            return key;
        }
        long value = cache.get(key);
        if (value == CacheUnderTest.ABSENT) {
            cache.put(key);
        }
        return value;
    }
}
