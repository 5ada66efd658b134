package io.rendercache.benchmarks.jmh;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time that an operation takes in all threads of the process, beside the time that its caller waits: work
 * that a cache hands to another thread, to the garbage collector or to the compiler is work too.
 *
 * <p>The processor time of an iteration is divided by all its operations, those run before and after the measured ones
 * too. Linux counts it in steps of 10 ms on Java 17, so that an iteration should last some hundred milliseconds.
 */
public final class CpuProfiler implements InternalProfiler {
    /** The name by which {@code -prof} takes it here, and the name of its result. */
    public static final String NAME = "cpu";

    private final OperatingSystemMXBean system;
    private long before;

    /** For JMH. */
    public CpuProfiler() throws ProfilerException {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean)
                || bean.getProcessCpuTime() < 0) {
            throw new ProfilerException(
                    "this JVM does not count the processor time of its process; leave -prof cpu out");
        }
        system = bean;
    }

    @Override
    public String getDescription() {
        return "processor time of an operation, in all threads of the process";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = system.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return of(system.getProcessCpuTime() - before, result.getMetadata().getAllOps());
    }

    static List<ScalarResult> of(long nanos, long operations) {
        return operations == 0
                ? List.of()
                : List.of(new ScalarResult(NAME, (double) nanos / operations, "ns/op", AggregationPolicy.AVG));
    }
}
