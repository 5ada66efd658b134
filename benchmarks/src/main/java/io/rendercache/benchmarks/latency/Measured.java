package io.rendercache.benchmarks.latency;

import org.jspecify.annotations.Nullable;

/**
 * What a run came to, as {@code latency.json} holds it.
 *
 * @param plan without the path of its files
 * @param heap the fork's heap flag
 * @param rateAchieved operations served per second
 * @param unserved operations that were due and had not begun at the end
 * @param clockCostNanos what one reading of the clock costs; it is in each time
 * @param gc null until the fork has ended
 * @param jitter null until the fork has ended
 */
record Measured(
        Plan plan,
        @Nullable String heap,
        double rateAchieved,
        double insertsPerSecond,
        long hits,
        long misses,
        long unserved,
        Percentiles response,
        Percentiles service,
        double clockCostNanos,
        long fromUptimeMillis,
        long toUptimeMillis,
        @Nullable Pauses gc,
        @Nullable Percentiles jitter) {
    /** Adds what is known when the fork has ended; results name no path of the machine that they were made on. */
    Measured with(String heapFlag, Pauses pauses, Percentiles jitterOfMachine) {
        return new Measured(
                plan.withoutFiles(),
                heapFlag,
                rateAchieved,
                insertsPerSecond,
                hits,
                misses,
                unserved,
                response,
                service,
                clockCostNanos,
                fromUptimeMillis,
                toUptimeMillis,
                pauses,
                jitterOfMachine);
    }

    double missShare() {
        return hits + misses == 0 ? 1 : misses / (double) (hits + misses);
    }
}
