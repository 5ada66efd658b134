package io.rendercache.benchmarks.latency;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Bisects for the smallest heap that holds a cache, in steps of {@link #STEP_MIB}, until the time is over. */
final class HeapSearch {
    static final int FROM_MIB = 256;
    static final int TO_MIB = 4096;
    static final int STEP_MIB = 32;

    /** Tries one heap. */
    @FunctionalInterface
    interface Trial {
        /** Whether the cache runs in so much without running out or collecting all the time. */
        boolean holds(int mib) throws IOException, InterruptedException;
    }

    /**
     * What was found.
     *
     * @param smallestMib the smallest heap that was seen to hold it; empty if none did
     * @param complete false if the time ended the search: a smaller one may do
     */
    record Found(OptionalInt smallestMib, boolean complete) {}

    private HeapSearch() {}

    static Found search(Trial trial, BooleanSupplier timeIsOver) throws IOException, InterruptedException {
        if (!trial.holds(TO_MIB)) {
            return new Found(OptionalInt.empty(), true);
        }
        int holds = TO_MIB;
        int tooSmall = FROM_MIB - STEP_MIB;
        while (holds - tooSmall > STEP_MIB) {
            if (timeIsOver.getAsBoolean()) {
                return new Found(OptionalInt.of(holds), false);
            }
            int middle = tooSmall + (holds - tooSmall) / STEP_MIB / 2 * STEP_MIB;
            if (trial.holds(middle)) {
                holds = middle;
            } else {
                tooSmall = middle;
            }
        }
        return new Found(OptionalInt.of(holds), true);
    }
}
