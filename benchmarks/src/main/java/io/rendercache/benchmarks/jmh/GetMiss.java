package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
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
        Names.CACHE2K,
        Names.OHC,
        Names.EHCACHE,
        Names.CHRONICLE_MAP
    })
    public String impl;

    /** Fills the cache to nine tenths; the keys asked for are others. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        int resident = capacity / 10 * 9;
        Implementation implementation = make(impl, 2 * capacity);
        Proof.holdsAll(implementation, cache, resident);
        order = Order.shuffledRounds(capacity, capacity);
    }

    /** One miss. */
    @Benchmark
    public long getMiss(Cursor cursor) {
        return cache.get(cursor.next(order));
    }
}
