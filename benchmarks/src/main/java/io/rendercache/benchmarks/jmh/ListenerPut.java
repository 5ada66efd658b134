package io.rendercache.benchmarks.jmh;

import io.rendercache.BoundedLru;
import io.rendercache.CacheListener;
import io.rendercache.CacheStats;
import io.rendercache.benchmarks.caches.Keys;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a listener adds to a put of {@link BoundedLru}: one that overwrites, and one of a new key to a full cache, which
 * evicts. The time of the put includes its wait for a listener that lags behind; the listener itself runs in another
 * thread.
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
            ForkFlags.PASS_OVER_UNKNOWN,
            ForkFlags.UNSAFE,
            ForkFlags.NATIVE,
            ForkFlags.HEAP,
            ForkFlags.NO_MEMORY_CHECKS,
            ForkFlags.NO_BOUNDS_CHECKS
        })
public class ListenerPut {
    /** No listener. */
    static final String NONE = "none";

    /** A listener that does nothing. */
    static final String NOOP = "noop";

    /** A listener that counts its calls. */
    static final String COUNTING = "counting";

    /** Who listens. */
    @Param({NONE, NOOP, COUNTING})
    public String listener;

    /** The most entries that the cache may hold. */
    @Param("1000")
    public int capacity;

    private BoundedLru<String, Long> cache;
    private String[] keys;
    private int[] order;

    /**
     * In an object of its own: the put reads the fields of this one, whose cache line the listener would take from it.
     */
    private final AtomicLong calls = new AtomicLong();

    /** Fills the cache. */
    @Setup
    public void setUp() {
        calls.set(0);
        BoundedLru.Builder<String, Long> builder = MappedHit.builder(capacity);
        CacheListener<String, Long> listening = listening();
        cache = (listening == null ? builder : builder.listener(listening)).build();
        keys = new String[capacity + CacheBenchmark.pool(capacity)];
        for (int key = 0; key < keys.length; key++) {
            keys[key] = Keys.path(key);
        }
        MappedHit.fill(cache, capacity);
        order = Order.shuffledRounds(0, capacity);
    }

    // A listener's calls come one after the other, so it counts without an atomic addition.
    private @Nullable CacheListener<String, Long> listening() {
        return switch (listener) {
            case NONE -> null;
            case NOOP -> (key, value, cause) -> {};
            case COUNTING -> (key, value, cause) -> calls.setRelease(calls.getPlain() + 1);
            default ->
                throw new IllegalArgumentException(
                        "listener " + listener + " is none of " + NONE + ", " + NOOP + ", " + COUNTING);
        };
    }

    /** One value that replaces another. */
    @Benchmark
    public void overwrite(Cursor cursor) {
        int key = cursor.next(order);
        cache.put(keys[key], (long) key);
    }

    /** One new key, for which another goes. */
    @Benchmark
    public void insertEvict(Cursor cursor) {
        int key = cursor.nextFresh();
        cache.put(keys[key], (long) key);
    }

    /** Closes the cache, once its counts have shown that each put removed a value; then those of the listener. */
    @TearDown
    public void close() {
        CacheStats stats = cache.stats();
        cache.close();
        long removed = stats.evictions() + stats.replaced();
        PlacedBenchmark.require(stats.puts() - capacity == removed && removed > 0, "not all removed: " + stats);
        if (listener.equals(COUNTING)) {
            PlacedBenchmark.require(calls.get() == removed, calls + " calls for " + removed + " removals");
        }
    }
}
