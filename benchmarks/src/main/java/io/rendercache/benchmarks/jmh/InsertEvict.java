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

/** A key that is new, each time, to a full cache: an insert and an eviction. */
@State(Scope.Benchmark)
public class InsertEvict extends CacheBenchmark {
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

    /** Which objects are put: {@code equal} are made before, their hash known, and put again once they are evicted. */
    @Param({Keys.Kind.Names.EQUAL, Keys.Kind.Names.FRESH})
    public String keys;

    /** Fills the cache. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        refuseSameKeys(keys);
        Implementation implementation = make(impl, 0, keys);
        Proof.isFull(implementation, cache, capacity);
    }

    /** One insert that evicts. */
    @Benchmark
    public void insertEvict(Cursor cursor) {
        cache.put(cursor.nextFresh());
    }
}
