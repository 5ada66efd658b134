package io.rendercache.benchmarks.node;

import java.util.Locale;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/** Rows of a name and its figures, under a head, for people to read. */
final class Table {
    /** Where there is no figure. */
    static final String NONE = "-";

    private final StringJoiner lines = new StringJoiner(System.lineSeparator());

    Table(String part, String... columns) {
        line(part, columns);
    }

    void line(String what, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-26s", what));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, " %14s", cell));
        }
        lines.add(line.toString());
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String time(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0 ? NONE : time(nanos.getValueAtPercentile(percentile));
    }

    static String time(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        return nanos < 1_000_000
                ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    static String bytes(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
