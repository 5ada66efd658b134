package io.rendercache.benchmarks.node;

import java.util.function.Function;

/** The labels' table: one column with the cache, one without. */
final class LabelTable {
    private LabelTable() {}

    static String of(LabelResult with, LabelResult without) {
        Table table = new Table("labels", "with cache", "without");
        both(table, with, without, "images opened", result -> Table.count(result.opened()));
        both(table, with, without, "images/s", result -> Table.count(Math.round(result.openedPerSecond())));
        both(
                table,
                with,
                without,
                "labels computed",
                result -> Table.count(result.cost().loads()));
        table.line("labels found", Table.count(with.cost().hits()), Table.NONE);
        table.line("labels evicted", Table.count(with.cost().evictions()), Table.NONE);
        table.line("held at the restart", Table.count(with.restart().before()), Table.NONE);
        table.line(
                "  recovered / discarded",
                pair(with.restart().recovered(), with.restart().discarded()),
                Table.NONE);
        table.line("  reopened in", Table.time(with.restart().nanos()), Table.NONE);
        both(
                table,
                with,
                without,
                "  computed before / after",
                result -> pair(result.loadsBefore(), result.loadsAfter()));
        both(table, with, without, "re-indexed", result -> Table.count(result.reindexed()));
        table.line("  not kept: file too young", Table.count(with.cost().notKept()), Table.NONE);
        both(table, with, without, "opening p50", result -> Table.time(result.openings(), 50));
        both(table, with, without, "opening p99", result -> Table.time(result.openings(), 99));
        table.line("mapped", Table.bytes(with.cost().bytes()), Table.NONE);
        return table.toString();
    }

    private static void both(
            Table table, LabelResult with, LabelResult without, String what, Function<LabelResult, String> cell) {
        table.line(what, cell.apply(with), cell.apply(without));
    }

    private static String pair(long first, long second) {
        return Table.count(first) + " / " + Table.count(second);
    }
}
