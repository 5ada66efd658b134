package io.rendercache.benchmarks.jmh;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** An operation whose caller waits while another thread does the work, for {@link CpuProfilerTest}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HelpedBenchmark {
    private final ExecutorService helper = Executors.newSingleThreadExecutor();

    /** A caller that does nothing itself. */
    @Benchmark
    public void hand() throws Exception {
        helper.submit(() -> Blackhole.consumeCPU(1_000_000)).get();
    }

    /** Ends the helper. */
    @TearDown
    public void close() {
        helper.shutdown();
    }
}
