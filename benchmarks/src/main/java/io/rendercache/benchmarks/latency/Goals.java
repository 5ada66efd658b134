package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.caches.Implementation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the goals held, in words: as measured in these runs, and no more than that. */
final class Goals {
    static final int CAPACITY = 1_000;
    static final double SHARE_OF_P999 = 0.5;
    static final double SHARE_OF_PAUSE = 0.1;

    /** With more misses than this, the hits are not those of a working set that stays. */
    private static final double MOST_MISSES = 0.05;

    private Goals() {}

    /** The hit's p99.9 against Caffeine's and OHC's, each set up in the best of the ways that were measured. */
    static List<String> latency(List<Measured> runs) {
        List<String> verdicts = new ArrayList<>();
        Optional<Measured> ours = find(runs, Implementation.BOUNDED_LRU, CAPACITY);
        for (Implementation peer : List.of(Implementation.CAFFEINE, Implementation.OHC)) {
            Optional<Measured> theirs = peer.variants().stream()
                    .flatMap(variant -> find(runs, variant, CAPACITY).stream())
                    .min(Comparator.comparing(
                            run -> run.response().p999Nanos(), Comparator.nullsLast(Comparator.naturalOrder())));
            if (ours.isPresent() && theirs.isPresent()) {
                verdicts.add(latency(ours.get(), theirs.get()));
            }
        }
        return verdicts;
    }

    private static String latency(Measured ours, Measured theirs) {
        String goal = "hit p99.9 (response) at capacity 1,000 at most half of "
                + theirs.plan().implementation() + "'s: ";
        Double ratio = LatencyTable.ratioOfP999(ours, theirs);
        if (ratio == null) {
            return goal + "cannot be said, too few hits; give it more --seconds";
        }
        if (ours.missShare() > MOST_MISSES) {
            return goal + "cannot be said, over 5 % of our own reads missed; give a smaller --working-set";
        }
        String said = goal
                + String.format(
                        Locale.ROOT,
                        "%s as measured, %s against %s, ratio %.2f",
                        ratio <= SHARE_OF_P999 ? "holds" : "does NOT hold",
                        LatencyTable.time(ours.response().p999Nanos()),
                        LatencyTable.time(theirs.response().p999Nanos()),
                        ratio);
        return theirs.missShare() > MOST_MISSES
                ? said + String.format(Locale.ROOT, " (%.1f %% of its reads missed)", 100 * theirs.missShare())
                : said;
    }

    /** The longest pause of ours against that of a cache on the heap, at the smallest heap that holds it. */
    static String pauses(Measured ours, Measured theirs, boolean searchComplete) {
        Pauses mine = ours.gc();
        Pauses others = theirs.gc();
        if (mine == null || others == null || others.count() == 0) {
            return "longest GC pause against " + theirs.plan().implementation() + "'s: cannot be said, it had none";
        }
        return String.format(
                Locale.ROOT,
                "longest GC pause at %,d entries at most a tenth of %s's: %s as measured, %s under %s against %s under %s%s",
                ours.plan().capacity(),
                theirs.plan().implementation(),
                mine.longestMillis() <= SHARE_OF_PAUSE * others.longestMillis() ? "holds" : "does NOT hold",
                LatencyTable.millis(mine.longestMillis()),
                ours.heap(),
                LatencyTable.millis(others.longestMillis()),
                theirs.heap(),
                searchComplete ? "" : " (the search was cut short, a smaller heap may do)");
    }

    private static Optional<Measured> find(List<Measured> runs, Implementation implementation, int capacity) {
        return runs.stream()
                .filter(run -> run.plan().implementation().equals(implementation.id())
                        && run.plan().capacity() == capacity)
                .findFirst();
    }
}
