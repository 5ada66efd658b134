package io.rendercache.benchmarks.sizing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A sizing in words, the same for the terminal and for Markdown. */
final class Words {
    private final Sizing sizing;

    Words(Sizing sizing) {
        this.sizing = sizing;
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", 100 * share);
    }

    static String bytes(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }

    /** How the working set was come by. */
    String workingSet() {
        RenderLoad load = sizing.subject().job();
        if (load == null) {
            return String.format(
                    Locale.ROOT,
                    "Working set: %,.1f different keys on average among the last %,d references.",
                    sizing.workingSet(),
                    sizing.subject().window());
        }
        return String.format(
                Locale.ROOT, "Working set: %,d keys a job, %,d of the jobs that run at once.", load.keys(), (long)
                        sizing.workingSet());
    }

    /** Sentences that answer for the cap. */
    List<String> verdict() {
        int cap = sizing.subject().cap();
        MissCurve curve = sizing.curve();
        List<String> sentences = new ArrayList<>();
        double times = sizing.workingSet() == 0 ? 0 : cap / sizing.workingSet();
        sentences.add(String.format(
                Locale.ROOT,
                "The cap of %,d for %s is %.1f times the working set%s.",
                cap,
                sizing.subject().kind().words(),
                times,
                times < 1 ? ": too small to hold what is in use at once" : ""));
        sentences.add(String.format(
                Locale.ROOT,
                "At it %s of %s references miss (%s), %s of them cold, which no capacity saves.",
                count(curve.misses(cap)),
                count(curve.references()),
                percent(curve.missRatio(cap)),
                count(curve.cold())));
        sentences.add(change("Doubling", 2L * cap));
        sentences.add(change("Halving", cap / 2));
        sentences.add(String.format(
                Locale.ROOT,
                "From %s entries on there are no misses but the cold ones; %s are enough for all but 1 %% of the rest.",
                count(curve.enough()),
                count(curve.atMost(curve.cold() + (curve.references() - curve.cold()) / 100))));
        return sentences;
    }

    private String change(String what, long capacity) {
        MissCurve curve = sizing.curve();
        long change = curve.misses(capacity) - curve.misses(sizing.subject().cap());
        String head = what + " it to " + count(capacity);
        if (change == 0) {
            return head + " would change no miss.";
        }
        return head + " would " + (change < 0 ? "save " : "add ") + count(Math.abs(change)) + " misses, to "
                + percent(curve.missRatio(capacity)) + ".";
    }
}
