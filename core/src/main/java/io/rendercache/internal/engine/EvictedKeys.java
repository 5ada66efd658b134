package io.rendercache.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * Remembers by their hashes which keys were evicted lately, and counts those that are missed: what a cache that is too small
 * looks like. About as many as the cache has entries are remembered; each is forgotten when another comes to its place, or
 * when it has been missed.
 *
 * <p>A place is one word, written and read as a whole and in no order with others. A hash that two threads move at once is
 * lost, or counted twice; nothing else can come of it. Safe for any number of threads.
 */
final class EvictedKeys {
    private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FEWEST = 64;
    private static final int MOST = 1 << 16;
    private static final long NONE = 0;

    private final long[] places;
    private final LongAdder missed = new LongAdder();

    EvictedKeys(int maxEntries) {
        int count = Math.max(FEWEST, Math.min(maxEntries, MOST));
        places = new long[Integer.highestOneBit(count - 1) << 1];
    }

    void evicted(long hash) {
        PLACES.setOpaque(places, place(hash), hash);
    }

    /** Counts the miss of a key if it was evicted lately. */
    void missed(long hash) {
        int place = place(hash);
        if (hash != NONE && (long) PLACES.getOpaque(places, place) == hash) {
            PLACES.setOpaque(places, place, NONE);
            missed.increment();
        }
    }

    /** Returns how many keys were missed a short while after they had been evicted. */
    long count() {
        return missed.sum();
    }

    private int place(long hash) {
        return (int) (hash >>> 40) & places.length - 1;
    }
}
