package io.rendercache.benchmarks.jmh;

import io.rendercache.BoundedLru;
import io.rendercache.CacheStats;
import io.rendercache.benchmarks.caches.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * What a warm restart costs: opening the file of a full cache until it can be asked. The file is in the page cache. A
 * process opens its file once, with code that is not compiled yet, so a single opening counts; filling the cache and
 * opening it at set-up have loaded the classes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@Fork(
        value = 2,
        jvmArgsPrepend = {
            ForkFlags.INTERNAL_MISC,
            ForkFlags.PASS_OVER_UNKNOWN,
            ForkFlags.UNSAFE,
            ForkFlags.HEAP,
            ForkFlags.NO_MEMORY_CHECKS,
            ForkFlags.NO_BOUNDS_CHECKS
        })
public class ReopenBenchmark {
    /** How many entries the file has, its cache being full. */
    @Param({"1000", "100000", "1000000"})
    public int entries;

    private Scratch scratch;
    private Path file;
    private BoundedLru<String, Long> opened;

    /** Makes the file, and sees that all of it comes back. */
    @Setup(Level.Trial)
    public void makeFile() throws IOException {
        scratch = new Scratch();
        file = scratch.file("cache");
        try (BoundedLru<String, Long> cache = open()) {
            MappedHit.fill(cache, entries);
            PlacedBenchmark.require(cache.size() == entries, "the cache has only " + cache.size() + " entries");
        }
        try (BoundedLru<String, Long> cache = open()) {
            requireAll(cache);
            for (int key = 0; key < entries; key++) {
                Long value = cache.get(Keys.path(key));
                PlacedBenchmark.require(value != null && value == key, "key " + key + " has value " + value);
            }
        }
    }

    /** One opening. */
    @Benchmark
    public BoundedLru<String, Long> reopen() {
        opened = open();
        return opened;
    }

    /** Closes the cache, for the next opening, once it has shown that it was whole. */
    @TearDown(Level.Invocation)
    public void close() {
        try (BoundedLru<String, Long> cache = opened) {
            requireAll(cache);
            Long last = cache.get(Keys.path(entries - 1));
            PlacedBenchmark.require(last != null && last == entries - 1, "the last key has value " + last);
        }
    }

    /** Removes the file. */
    @TearDown(Level.Trial)
    public void removeFile() throws IOException {
        scratch.close();
    }

    private BoundedLru<String, Long> open() {
        return MappedHit.builder(entries).mappedTo(file).build();
    }

    private void requireAll(BoundedLru<String, Long> cache) {
        CacheStats stats = cache.stats();
        PlacedBenchmark.require(
                stats.recovered() == entries && stats.discarded() == 0 && stats.size() == entries,
                "the restart did not keep " + entries + " entries: " + stats);
    }
}
