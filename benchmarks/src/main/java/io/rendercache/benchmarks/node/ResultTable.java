package io.rendercache.benchmarks.node;

import java.util.function.Function;

/** The frames' table: one column with the cache, one without. */
final class ResultTable {
    private final RunResult with;
    private final RunResult without;
    private final Table table = new Table("frames", "with cache", "without");

    private ResultTable(RunResult with, RunResult without) {
        this.with = with;
        this.without = without;
    }

    static String of(RunResult with, RunResult without) {
        ResultTable filled = new ResultTable(with, without);
        filled.fill();
        return filled.table.toString();
    }

    private void fill() {
        both("jobs done", result -> Table.count(result.jobs()));
        both("jobs that forgot to close", result -> Table.count(result.forgotten()));
        both("frames composited", result -> Table.count(result.frames()));
        both("frames/s", result -> Table.count(Math.round(result.framesPerSecond())));
        both("directory listings", result -> Table.count(result.cost().listings()));
        withOnly("hits", result -> Table.count(result.cost().hits()));
        withOnly("evictions", result -> Table.count(result.cost().evictions()));
        withOnly("entries left", result -> Table.count(result.cost().entries()));
        both("lookup p50", result -> Table.time(result.lookups(), 50));
        both("lookup p99", result -> Table.time(result.lookups(), 99));
        both("lookup p99.9", result -> Table.time(result.lookups(), 99.9));
        both("heap in use", result -> Table.bytes(result.heapBytes()));
        both("off-heap", result -> Table.bytes(result.cost().offHeapBytes()));
    }

    private void both(String what, Function<RunResult, String> cell) {
        table.line(what, cell.apply(with), cell.apply(without));
    }

    private void withOnly(String what, Function<RunResult, String> cell) {
        table.line(what, cell.apply(with), Table.NONE);
    }
}
