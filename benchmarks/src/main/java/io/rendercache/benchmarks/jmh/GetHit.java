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

/** A lookup that finds its key: nine tenths of the capacity are resident, and asked for in random order. */
@State(Scope.Benchmark)
public class GetHit extends CacheBenchmark {
    /** What is timed. */
    @Param({
        Names.BOUNDED_LRU,
        Names.FRAME_DIR,
        Names.FRAME_DIR_KEY,
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

    /** Fills the cache to nine tenths. */
    @Setup
    public void setUp() {
        int resident = capacity / 10 * 9;
        Implementation implementation = make(impl, resident, keys);
        Proof.holdsAll(implementation, cache, resident);
        order = Order.shuffledRounds(0, resident);
    }

    /** One hit. */
    @Benchmark
    public long getHit(Cursor cursor) {
        return cache.get(cursor.next(order));
    }
}
