package io.rendercache.benchmarks.sizing;

import java.util.Locale;
import java.util.StringJoiner;

/** The figures for people: aligned for a terminal, and as a section of Markdown. */
final class SizingTable {
    private static final String NONE = "-";

    private final Sizing sizing;
    private final Words words;

    SizingTable(Sizing sizing) {
        this.sizing = sizing;
        this.words = new Words(sizing);
    }

    /** With rough timings, where they were taken. */
    String text() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(sizing.subject().name() + ": " + sizing.subject().assumption());
        lines.add(words.workingSet());
        lines.add(String.format(
                Locale.ROOT,
                "%10s %14s %12s %14s %12s %10s %10s",
                "capacity",
                "LRU misses",
                "miss ratio",
                "this engine's",
                "off-heap",
                "hit",
                "insert"));
        boolean timed = false;
        for (Sizing.Row row : sizing.rows()) {
            Timings timings = row.timings();
            timed |= timings != null;
            lines.add(String.format(
                    Locale.ROOT,
                    "%,10d %,14d %12s %,14d %12s %10s %10s%s",
                    row.capacity(),
                    row.lruMisses(),
                    Words.percent(row.lruMissRatio()),
                    row.engineMisses(),
                    row.offHeapBytes() == null ? NONE : Words.bytes(row.offHeapBytes()),
                    timings == null ? NONE : String.format(Locale.ROOT, "%.0f ns", timings.hitNanos()),
                    timings == null ? NONE : String.format(Locale.ROOT, "%.0f ns", timings.insertNanos()),
                    row.capacity() == sizing.subject().cap() ? "  <- the cap" : ""));
        }
        if (timed) {
            lines.add("Times are rough: medians of short rounds in this process, one thread, long keys.");
        }
        words.verdict().forEach(lines::add);
        return lines.toString();
    }

    /** No timings, which are this moment's; the engine's misses, whose hash is seeded anew each time, hardly differ. */
    String markdown() {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        Subject subject = sizing.subject();
        lines.add("## " + Words.count(subject.cap()) + " entries for "
                + subject.kind().words());
        lines.add("");
        lines.add("Assumed: " + subject.assumption());
        lines.add(words.workingSet());
        lines.add("");
        lines.add("| capacity | LRU misses | miss ratio | this engine's misses | off-heap bytes |");
        lines.add("|---:|---:|---:|---:|---:|");
        for (Sizing.Row row : sizing.rows()) {
            String mark = row.capacity() == subject.cap() ? "**" : "";
            lines.add("| " + mark + Words.count(row.capacity()) + mark + " | " + Words.count(row.lruMisses()) + " | "
                    + Words.percent(row.lruMissRatio()) + " | " + Words.count(row.engineMisses()) + " | "
                    + (row.offHeapBytes() == null ? NONE : Words.count(row.offHeapBytes())) + " |");
        }
        lines.add("");
        if (sizing.rows().stream().anyMatch(row -> row.offHeapBytes() == null)) {
            lines.add("No bytes are given where this JVM could not reserve them.");
        }
        words.verdict().forEach(lines::add);
        return lines.toString();
    }
}
