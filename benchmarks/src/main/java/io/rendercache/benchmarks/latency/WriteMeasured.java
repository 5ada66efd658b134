package io.rendercache.benchmarks.latency;

import org.jspecify.annotations.Nullable;

/**
 * What a run of a {@link WriteCase} came to, as {@code latency-writes.json} holds it.
 *
 * @param heap the fork's heap flag
 * @param actions how often the other thread did what it does
 * @param actionMillis what that took, on the average
 * @param response from when an insert was due; without samples where none was due at any time
 * @param service what an insert itself took
 * @param clockCostNanos what one reading of the clock costs; it is in each time
 * @param gc null until the fork has ended
 * @param jitter null until the fork has ended
 */
record WriteMeasured(
        WritePlan plan,
        @Nullable String heap,
        long actions,
        double actionMillis,
        Percentiles response,
        Percentiles service,
        double clockCostNanos,
        @Nullable Pauses gc,
        @Nullable Percentiles jitter) {
    /** Adds what is known when the fork has ended. */
    WriteMeasured with(String heapFlag, Pauses pauses, Percentiles jitterOfMachine) {
        return new WriteMeasured(
                plan, heapFlag, actions, actionMillis, response, service, clockCostNanos, pauses, jitterOfMachine);
    }

    /** Returns the percentile of service time that the goal is for, or null if there were too few inserts. */
    @Nullable
    Long judgedNanos() {
        return plan.writeCase().isAlone() ? service.p9999Nanos() : service.p999Nanos();
    }
}
