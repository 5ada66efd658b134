package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.CacheUnderTest;
import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.caches.Keys.Kind.Names;
import io.rendercache.benchmarks.caches.Proof;
import io.rendercache.benchmarks.caches.UnfitException;
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

/**
 * What all benchmarks share: how they are run, the cache that is timed and the order in which its keys are asked for.
 *
 * <p>Keys {@code [0, capacity)} are those put in at set-up, those from {@code capacity} on are the {@link #pool}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsPrepend = {
            ForkFlags.INTERNAL_MISC,
            ForkFlags.LANG,
            ForkFlags.REFLECT,
            ForkFlags.INTERNAL_REF,
            ForkFlags.NIO,
            ForkFlags.JAVAC,
            ForkFlags.PASS_OVER_UNKNOWN,
            ForkFlags.UNSAFE,
            ForkFlags.NATIVE,
            ForkFlags.HEAP,
            ForkFlags.NO_MEMORY_CHECKS,
            ForkFlags.NO_BOUNDS_CHECKS
        })
public abstract class CacheBenchmark {
    private static final int SMALLEST_POOL = 16_384;

    /** The most entries that the cache may hold. */
    @Param({"1000", "1000000"})
    public int capacity;

    CacheUnderTest cache;
    int[] order;

    /** Returns how many keys beyond the resident ones there are, well over what any cache of this capacity holds. */
    static int pool(int capacity) {
        return Math.max(SMALLEST_POOL, capacity + capacity / 2 + capacity);
    }

    /** Makes the cache, once its kind has been shown to keep its bound; {@code lookups} keys can be looked up. */
    final Implementation make(String name, int lookups, String kind) {
        Implementation implementation = Implementation.named(name);
        Keys keys = new Keys(capacity + pool(capacity), lookups, Keys.Kind.named(kind));
        Proof.boundHolds(implementation, capacity, keys);
        cache = implementation.create(capacity, keys);
        return implementation;
    }

    /** For benchmarks that look up nothing that was put. */
    static void refuseSameKeys(String kind) {
        if (kind.equals(Names.SAME)) {
            throw new IllegalArgumentException("-p keys: '" + kind
                    + "' is the object that was put, and this benchmark finds none; take " + Names.EQUAL + " or "
                    + Names.FRESH);
        }
    }

    /** For benchmarks that insert or miss, which a cache that loads from directories cannot do by itself. */
    static void refuseLoaders(String name) {
        Implementation implementation = Implementation.named(name);
        if (implementation.loadsFromDisk()) {
            throw new UnfitException(
                    implementation,
                    "a cache whose inserts and misses touch no disk (leave this one out of -p impl=...)",
                    "one that lists a directory for each");
        }
    }

    /** Closes the cache. */
    @TearDown
    public void close() {
        cache.close();
    }
}
