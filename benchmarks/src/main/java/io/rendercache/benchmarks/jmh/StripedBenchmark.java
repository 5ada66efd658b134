package io.rendercache.benchmarks.jmh;

import io.rendercache.BoundedLru;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the benchmarks by number of stripes share: how they are run, and the cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsPrepend = {
            ForkFlags.INTERNAL_MISC,
            ForkFlags.PASS_OVER_UNKNOWN,
            ForkFlags.UNSAFE,
            ForkFlags.NATIVE,
            ForkFlags.HEAP,
            ForkFlags.NO_MEMORY_CHECKS,
            ForkFlags.NO_BOUNDS_CHECKS
        })
public abstract class StripedBenchmark {
    /** How many stripes. */
    @Param({"16", "256", "4096"})
    public int stripes;

    /** The most entries that the cache may hold; fewer than 65,536 get fewer than 4,096 stripes. */
    @Param("65536")
    public int capacity;

    BoundedLru<String, Long> cache;

    /** Makes the cache and puts these keys into it, each with its index as its value. */
    final void fill(String[] keys) {
        cache = MappedHit.builder(capacity).stripes(stripes).build();
        for (int key = 0; key < keys.length; key++) {
            cache.put(keys[key], (long) key);
        }
        PlacedBenchmark.require(cache.size() == keys.length, cache.size() + " entries after filling it");
    }

    /** Closes the cache. */
    @TearDown
    public void close() {
        cache.close();
    }
}
