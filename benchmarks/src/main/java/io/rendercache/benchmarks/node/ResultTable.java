package io.rendercache.benchmarks.node;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;

/** The table at the end: one column with the cache, one without. */
final class ResultTable {
    private static final String NONE = "-";

    private final RunResult with;
    private final RunResult without;
    private final StringJoiner lines = new StringJoiner(System.lineSeparator());

    private ResultTable(RunResult with, RunResult without) {
        this.with = with;
        this.without = without;
    }

    static String of(RunResult with, RunResult without) {
        ResultTable table = new ResultTable(with, without);
        table.fill();
        return table.lines.toString();
    }

    private void fill() {
        line("", "with cache", "without");
        both("jobs done", result -> count(result.jobs()));
        both("jobs that forgot to close", result -> count(result.forgotten()));
        both("frames composited", result -> count(result.frames()));
        both("frames/s", result -> count(Math.round(result.framesPerSecond())));
        both("directory listings", result -> count(result.cost().listings()));
        withOnly("hits", result -> count(result.cost().hits()));
        withOnly("evictions", result -> count(result.cost().evictions()));
        withOnly("entries left", result -> count(result.cost().entries()));
        both("lookup p50", result -> time(result, 50));
        both("lookup p99", result -> time(result, 99));
        both("lookup p99.9", result -> time(result, 99.9));
        both("heap in use", result -> bytes(result.heapBytes()));
        both("off-heap", result -> bytes(result.cost().offHeapBytes()));
    }

    private void both(String what, Function<RunResult, String> cell) {
        line(what, cell.apply(with), cell.apply(without));
    }

    private void withOnly(String what, Function<RunResult, String> cell) {
        line(what, cell.apply(with), NONE);
    }

    private void line(String what, String first, String second) {
        lines.add(String.format(Locale.ROOT, "%-26s %14s %14s", what, first, second));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String time(RunResult result, double percentile) {
        if (result.lookups().getTotalCount() == 0) {
            return NONE;
        }
        long nanos = result.lookups().getValueAtPercentile(percentile);
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        return nanos < 1_000_000
                ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static String bytes(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }
}
