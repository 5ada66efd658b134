package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.caches.Proof;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A put of a key that is present: nine tenths of the capacity are resident, and put again in random order. */
@State(Scope.Benchmark)
public class Overwrite extends CacheBenchmark {
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

    /** Which objects are put again. */
    @Param({Keys.Kind.Names.SAME, Keys.Kind.Names.EQUAL, Keys.Kind.Names.FRESH})
    public String keys;

    private int resident;

    /** Those put again by {@code equal} keys; empty for the other kinds, which the cache has or makes. */
    private String[] equal;

    /** Fills the cache to nine tenths. */
    @Setup
    public void setUp() {
        refuseLoaders(impl);
        resident = capacity / 10 * 9;
        Implementation implementation = make(impl, resident, keys);
        Proof.holdsAll(implementation, cache, resident);
        equal = new String[keys.equals(Keys.Kind.Names.EQUAL) ? resident : 0];
        Arrays.setAll(equal, Keys::path);
        for (String key : equal) {
            key.hashCode();
        }
        order = Order.shuffledRounds(0, resident);
    }

    /** One value that replaces another. */
    @Benchmark
    public void overwrite(Cursor cursor) {
        int key = cursor.next(order);
        if (equal.length > 0) {
            cache.put(equal[key], key);
        } else {
            cache.put(key);
        }
    }

    /** Closes the cache, once it has shown that no put added an entry or took one away. */
    @Override
    public void close() {
        long held = cache.countHeld(resident);
        long size = cache.size();
        super.close();
        PlacedBenchmark.require(
                held == resident && size == resident, held + " of " + resident + " keys held, " + size + " entries");
    }
}
