package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
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
        Names.CACHE2K,
        Names.OHC,
        Names.EHCACHE,
        Names.CHRONICLE_MAP
    })
    public String impl;

    /** Fills the cache to nine tenths. */
    @Setup
    public void setUp() {
        int resident = capacity / 10 * 9;
        Implementation implementation = make(impl, resident);
        Proof.holdsAll(implementation, cache, resident);
        order = Order.shuffledRounds(0, resident);
    }

    /** One hit. */
    @Benchmark
    public long getHit(Cursor cursor) {
        return cache.get(cursor.next(order));
    }
}
