package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
import io.rendercache.benchmarks.caches.Proof;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A key that is new, each time, to a full cache: an insert and an eviction. */
@State(Scope.Benchmark)
public class InsertEvict extends CacheBenchmark {
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

    /** Fills the cache. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        Implementation implementation = make(impl, 0);
        Proof.isFull(implementation, cache, capacity);
    }

    /** One insert that evicts. */
    @Benchmark
    public void insertEvict(Cursor cursor) {
        cache.put(cursor.nextFresh());
    }
}
