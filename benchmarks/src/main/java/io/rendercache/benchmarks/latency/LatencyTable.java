package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.caches.Implementation;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was measured at one capacity, for people to read: a column for each implementation, ours first. */
final class LatencyTable {
    private static final String NONE = "-";

    private final List<Measured> runs;
    private final StringJoiner lines = new StringJoiner(System.lineSeparator());

    private LatencyTable(List<Measured> runs) {
        this.runs = runs;
    }

    static String of(List<Measured> runs) {
        LatencyTable table = new LatencyTable(runs);
        Plan plan = runs.get(0).plan();
        table.line(
                String.format(Locale.ROOT, "capacity %,d", plan.capacity()),
                run -> run.plan().implementation());
        table.times("response", Measured::response);
        table.times("service", Measured::service);
        Implementation.CAFFEINE.variants().forEach(table::ratio);
        Implementation.OHC.variants().forEach(table::ratio);
        table.line("reads achieved, 1/s", run -> whole(run.rateAchieved()));
        table.line("inserts, 1/s", run -> whole(run.insertsPerSecond()));
        table.line(
                "misses, not timed",
                run -> String.format(Locale.ROOT, "%,d (%.2g %%)", run.misses(), 100 * run.missShare()));
        table.line("due, not begun", run -> whole(run.unserved()));
        table.line("GC pauses", run -> run.gc() == null ? NONE : whole(run.gc().count()));
        table.line("GC total", run -> run.gc() == null ? NONE : millis(run.gc().totalMillis()));
        table.line(
                "GC longest", run -> run.gc() == null ? NONE : millis(run.gc().longestMillis()));
        table.line(
                "machine jitter p99",
                run -> run.jitter() == null ? NONE : time(run.jitter().p99Nanos()));
        table.line(
                "machine jitter max",
                run -> run.jitter() == null ? NONE : time(run.jitter().maxNanos()));
        table.line("clock, a reading", run -> String.format(Locale.ROOT, "%.0f ns", run.clockCostNanos()));
        return table.lines.toString();
    }

    /** Returns {@code ours / theirs}, or null where one of them has no such percentile. */
    static @Nullable Double ratioOfP999(Measured ours, Measured theirs) {
        Long mine = ours.response().p999Nanos();
        Long others = theirs.response().p999Nanos();
        return mine == null || others == null || others == 0 ? null : mine / (double) others;
    }

    private void times(String what, Function<Measured, Percentiles> of) {
        line(what + " p50", run -> time(of.apply(run).p50Nanos()));
        line(what + " p90", run -> time(of.apply(run).p90Nanos()));
        line(what + " p99", run -> time(of.apply(run).p99Nanos()));
        line(what + " p99.9", run -> time(of.apply(run).p999Nanos()));
        line(what + " p99.99", run -> time(of.apply(run).p9999Nanos()));
        line(
                what + " max",
                run -> of.apply(run).samples() == 0 ? NONE : time(of.apply(run).maxNanos()));
    }

    private void ratio(Implementation peer) {
        for (Measured theirs : runs) {
            if (theirs.plan().implementation().equals(peer.id())) {
                line("p99.9 / " + peer.id() + "'s", run -> {
                    Double ratio = ratioOfP999(run, theirs);
                    return ratio == null ? NONE : String.format(Locale.ROOT, "%.2f", ratio);
                });
            }
        }
    }

    private void line(String what, Function<Measured, String> cell) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-30s", what));
        for (Measured run : runs) {
            line.append(String.format(Locale.ROOT, " %20s", cell.apply(run)));
        }
        lines.add(line.toString());
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3f ms", millis);
    }

    static String time(@Nullable Long nanos) {
        if (nanos == null) {
            return NONE;
        }
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        return nanos < 1_000_000
                ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }
}
