package io.rendercache.internal.lru;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * Remembers, by their hashes, which keys were recently evicted, and counts misses of them, which are a sign of a cache
 * that is too small. It has about as many places as the cache has entries. A hash selects a set of four places, in
 * which the newest is first and replaces the oldest; a hash is forgotten when its key has been missed.
 *
 * <p>A place is one word, written and read as a whole and in no order with others. A hash that two threads move at once
 * may be lost or counted twice, which is the only effect of races. Safe for any number of threads.
 */
final class GhostList {
    private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FEWEST = 64;
    private static final int MOST = 1 << 16;
    private static final int SET = 4;
    private static final long NONE = 0;

    private final long[] places;
    private final LongAdder missed = new LongAdder();

    GhostList(int maxEntries) {
        int count = Math.max(FEWEST, Math.min(maxEntries, MOST));
        places = new long[Integer.highestOneBit(count - 1) << 1];
    }

    /** Remembers a key as the newest of its set. */
    void evicted(long hash) {
        int first = set(hash);
        int taken = first + SET - 1;
        for (int place = taken; place >= first; place--) {
            long held = held(place);
            if (held == hash || held == NONE && held(taken) != hash) {
                taken = place;
            }
        }
        for (int place = taken; place > first; place--) {
            PLACES.setOpaque(places, place, held(place - 1));
        }
        PLACES.setOpaque(places, first, hash);
    }

    /** Counts the miss of a key if it was recently evicted. */
    void missed(long hash) {
        if (hash == NONE) {
            return;
        }
        boolean remembered = false;
        int first = set(hash);
        for (int place = first; place < first + SET; place++) {
            if (held(place) == hash) {
                PLACES.setOpaque(places, place, NONE);
                remembered = true;
            }
        }
        if (remembered) {
            missed.increment();
        }
    }

    /** Returns how many misses were of keys that had recently been evicted. */
    long count() {
        return missed.sum();
    }

    private long held(int place) {
        return (long) PLACES.getOpaque(places, place);
    }

    /** Returns the first place of the hash's set. */
    private int set(long hash) {
        return (int) (hash >>> 40) * SET & places.length - 1;
    }
}
