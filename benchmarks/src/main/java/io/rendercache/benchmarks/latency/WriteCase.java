package io.rendercache.benchmarks.latency;

import java.util.Arrays;
import java.util.List;

/** What happens to a cache while the time of its inserts is taken, and what they may take. */
enum WriteCase {
    /** Half of the entries, the older one, have been read since they were put: the next inserts must pass them over. */
    AFTER_HITS("after-hits", "the older half was read before", 1_000_000, 200_000),

    /** Another thread clears the cache. */
    CLEAR("clear", "another thread clears the cache", 2_000_000, 1_000_000),

    /** Another thread closes the job that has nine tenths of the entries. */
    CLEAR_JOB("clear-job", "another thread closes the job of nine tenths", 2_000_000, 1_000_000),

    /** Another thread counts the entries of each job, again and again. */
    ENTRIES_BY_JOB("entries-by-job", "another thread counts entries by job", 2_000_000, 1_000_000),

    /** Another thread iterates over all entries, again and again. */
    ITERATION("iteration", "another thread iterates", 2_000_000, 1_000_000);

    private final String id;
    private final String meanwhile;
    private final int entries;
    private final long mostNanos;

    WriteCase(String id, String meanwhile, int entries, long mostNanos) {
        this.id = id;
        this.meanwhile = meanwhile;
        this.entries = entries;
        this.mostNanos = mostNanos;
    }

    /** Returns the case of this name, or refuses one that is unknown. */
    static WriteCase named(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no case is named '" + id + "'; take one of " + String.join(", ", ids())));
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(WriteCase::id).toList();
    }

    String id() {
        return id;
    }

    String meanwhile() {
        return meanwhile;
    }

    /** How many entries the goal is for. */
    int entries() {
        return entries;
    }

    /** The goal for service time, at p99.99 after hits and at p99.9 else. */
    long mostNanos() {
        return mostNanos;
    }

    /** Whether inserts follow one another without pause, in the thread that does all; else they are paced. */
    boolean isAlone() {
        return this == AFTER_HITS;
    }

    /** Whether what happens empties the cache, so that it has to be filled again. */
    boolean empties() {
        return this == CLEAR || this == CLEAR_JOB;
    }
}
