package io.rendercache.benchmarks.caches;

/**
 * How many entries a full cache may hold.
 *
 * @param fewest fewer, and it is not the cache that was asked for
 * @param most more, and it is not bounded as asked
 */
public record Bound(long fewest, long most) {
    static Bound exactly(int capacity) {
        return new Bound(capacity, capacity);
    }

    /** For caches whose segments are bounded each for itself, and for those bounded in bytes. */
    static Bound within(int capacity, double share) {
        long slack = Math.round(capacity * share);
        return new Bound(capacity - slack, capacity + slack);
    }

    /** Whether a cache that was given this many different keys may hold this many entries. */
    boolean allows(long given, long held) {
        return held >= Math.min(given, fewest) && held <= most;
    }
}
