package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.caches.Implementation;

/**
 * One run, as the fork is told on its standard input.
 *
 * @param implementation its name
 * @param rate reads per second, of all readers
 * @param readShare the share of the paced operations that are reads; the others insert
 * @param workingSet how many keys are read, in turn
 * @param freshKeys whether writers make each key as they go, so that the heap holds those that the cache keeps and no
 *     others
 * @param files what the files written begin with, an absolute path; empty to write none
 */
record Plan(
        String implementation,
        int capacity,
        long rate,
        double readShare,
        int readers,
        int writers,
        int seconds,
        int warmupSeconds,
        int workingSet,
        boolean freshKeys,
        String files) {
    private static final int SMALLEST_POOL = 16_384;

    /**
     * How many keys the writers put in turn: more than any cache keeps, so that each is new to it when it comes round.
     */
    int pool() {
        return freshKeys ? readers + writers : Math.max(SMALLEST_POOL, capacity + capacity / 4);
    }

    /** The same for another cache, for so long, and without files. */
    Plan of(Implementation other, int otherSeconds) {
        return new Plan(
                other.id(),
                capacity,
                rate,
                readShare,
                readers,
                writers,
                otherSeconds,
                Math.min(warmupSeconds, otherSeconds),
                workingSet,
                freshKeys,
                "");
    }

    Plan withoutFiles() {
        return new Plan(
                implementation,
                capacity,
                rate,
                readShare,
                readers,
                writers,
                seconds,
                warmupSeconds,
                workingSet,
                freshKeys,
                "");
    }
}
