package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.caches.Proof;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A lookup that finds nothing, in a cache that is nine tenths full. */
@State(Scope.Benchmark)
public class GetMiss extends CacheBenchmark {
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

    /** Which objects are asked for. None was put: {@code equal} are made before, their hash known. */
    @Param({Keys.Kind.Names.EQUAL, Keys.Kind.Names.FRESH})
    public String keys;

    /** Fills the cache to nine tenths; the keys asked for are others. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        refuseSameKeys(keys);
        int resident = capacity / 10 * 9;
        Implementation implementation = make(impl, 2 * capacity, keys);
        Proof.holdsAll(implementation, cache, resident);
        order = Order.shuffledRounds(capacity, capacity);
    }

    /** One miss. */
    @Benchmark
    public long getMiss(Cursor cursor) {
        return cache.get(cursor.next(order));
    }
}
