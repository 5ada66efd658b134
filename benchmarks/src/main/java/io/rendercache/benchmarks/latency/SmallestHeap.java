package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.caches.Implementation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The second goal: the longest GC pause of a million entries under {@link #OUR_HEAP}, against that of each cache on the
 * heap at the smallest heap that holds them. Keys are made as they are inserted, so that a heap holds those that its
 * cache keeps.
 */
final class SmallestHeap {
    static final String OUR_HEAP = "-Xmx512m";

    /** A run that spends more of its time than this in pauses is held to thrash. */
    static final double MOST_IN_PAUSES = 0.25;

    private static final int TRIAL_SECONDS = 3;
    private static final List<Implementation> ON_HEAP = List.of(
            Implementation.CAFFEINE,
            Implementation.CAFFEINE_SAME_THREAD,
            Implementation.CACHE2K,
            Implementation.LINKED_HASH_MAP);

    private final Consumer<String> progress;
    private final long nanosForEach;
    private final List<Measured> runs = new ArrayList<>();
    private final List<String> verdicts = new ArrayList<>();

    SmallestHeap(Consumer<String> progress, int limitSeconds) {
        this.progress = progress;
        nanosForEach = limitSeconds * 1_000_000_000L / ON_HEAP.size();
    }

    /** Searches and measures; {@code plan} is ours. */
    void run(Plan plan) throws IOException, InterruptedException {
        progress.accept(plan.implementation() + ", capacity " + plan.capacity() + ", " + OUR_HEAP);
        Measured ours = Forks.run(plan, OUR_HEAP);
        runs.add(ours);
        for (Implementation peer : ON_HEAP) {
            Plan trial = plan.of(peer, TRIAL_SECONDS);
            long begin = System.nanoTime();
            HeapSearch.Found found =
                    HeapSearch.search(mib -> holds(trial, mib), () -> System.nanoTime() - begin >= nanosForEach);
            if (found.smallestMib().isEmpty()) {
                verdicts.add("longest GC pause against " + peer.id() + "'s: cannot be said, it does not run in "
                        + HeapSearch.TO_MIB + " MiB");
                continue;
            }
            Measured theirs =
                    measure(plan.of(peer, plan.seconds()), found.smallestMib().getAsInt());
            runs.add(theirs);
            verdicts.add(Goals.pauses(ours, theirs, found.complete()));
        }
    }

    /** What held for the seconds of a trial may yet run out in a longer run; then it gets a step more. */
    private Measured measure(Plan plan, int smallestMib) throws IOException, InterruptedException {
        for (int mib = smallestMib; ; mib += HeapSearch.STEP_MIB) {
            String heap = "-Xmx" + mib + "m";
            progress.accept(plan.implementation() + ", capacity " + plan.capacity() + ", " + heap);
            try {
                return Forks.run(plan, heap);
            } catch (ForkFailedException e) {
                if (mib >= HeapSearch.TO_MIB) {
                    throw e;
                }
            }
        }
    }

    List<Measured> runs() {
        return runs;
    }

    List<String> verdicts() {
        return verdicts;
    }

    private boolean holds(Plan plan, int mib) throws IOException, InterruptedException {
        boolean holds;
        try {
            Pauses pauses = Forks.run(plan, "-Xmx" + mib + "m").gc();
            holds = pauses != null && pauses.totalMillis() <= MOST_IN_PAUSES * plan.seconds() * 1_000;
        } catch (ForkFailedException e) {
            holds = false;
        }
        progress.accept(plan.implementation() + " in " + mib + " MiB " + (holds ? "runs" : "runs out or thrashes"));
        return holds;
    }
}
