package io.rendercache.benchmarks.report;

import java.util.Locale;

/** How numbers are written, the same on every machine. */
final class Figures {
    private Figures() {}

    /** Returns the number with as many places as its size deserves; a dash for what is not a number. */
    static String of(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return size != 0 && size < 0.001
                ? String.format(Locale.ROOT, "%.2e", value)
                : String.format(Locale.ROOT, size < 1 ? "%.4f" : size < 1_000 ? "%,.2f" : "%,.0f", value);
    }

    /** Returns the text, its thousands parted if it is a whole number. */
    static String grouped(String text) {
        return text.matches("\\d{4,18}") ? of(Long.parseLong(text)) : text;
    }

    /** Returns bytes as a chart names them: a tenth where they are few. */
    static String ofBytes(double bytes) {
        return String.format(Locale.ROOT, bytes < 100 && bytes != Math.rint(bytes) ? "%.1f" : "%,.0f", bytes);
    }

    /** Returns nanoseconds in the unit that suits them. */
    static String ofNanos(double nanos) {
        if (nanos < 1e3) {
            return of(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return of(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? of(nanos / 1e6) + " ms" : of(nanos / 1e9) + " s";
    }
}
