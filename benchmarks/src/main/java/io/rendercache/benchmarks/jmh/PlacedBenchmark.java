package io.rendercache.benchmarks.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the benchmarks of caches in two places share: how they are run, and the folder for the mapped one's file, which
 * is removed at the end.
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
public abstract class PlacedBenchmark {
    /** Where the cache is. */
    @Param({Place.OFF_HEAP, Place.MAPPED})
    public String place;

    private @Nullable Scratch scratch;

    /** Returns the file that the cache is to be mapped to, or null if to none. */
    final @Nullable Path file() throws IOException {
        if (!Place.isMapped(place)) {
            return null;
        }
        Scratch made = new Scratch();
        scratch = made;
        return made.file("cache");
    }

    /** Removes the file; to be called once the cache is closed, however it was. */
    final void removeFile() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    /** Fails, and with it the run, unless what was timed happened. */
    static void require(boolean happened, String what) {
        if (!happened) {
            throw new IllegalStateException("this benchmark timed something else: " + what);
        }
    }
}
