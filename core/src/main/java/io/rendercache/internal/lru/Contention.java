package io.rendercache.internal.lru;

import io.rendercache.internal.concurrent.StripedLongs;

/**
 * Remembers, for each thread, whether it recently met another one inserting.
 *
 * <p>If threads insert at once, "the oldest of all" has no exact meaning, and looking for it costs each of them the
 * cache lines of every stripe. So a thread that found a stripe locked takes its next victims from the stripe that it
 * inserts into, one lock and few lines. A thread that never waits never does so, so inserts that follow one another
 * evict in exact order, whichever threads they come from. Threads whose ids collide share a lane; a lane has the id of
 * its thread, and overwriting it only makes that thread forget early.
 */
final class Contention {
    private static final int LANES = 64;
    private static final int COUNT_BITS = 8;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

    /** For how many inserts a thread remembers. */
    private static final int INSERTS = 64;

    private final StripedLongs lanes = new StripedLongs(LANES);

    /** Returns whether this thread met another within its last inserts; counts one insert. */
    boolean isRecent() {
        long thread = Thread.currentThread().getId();
        int lane = lanes.lane(thread);
        long word = lanes.getPlain(lane);
        if (word >>> COUNT_BITS != thread || (word & COUNT_MASK) == 0) {
            return false;
        }
        lanes.setPlain(lane, word - 1);
        return true;
    }

    /** Notes that this thread met another. */
    void note() {
        long thread = Thread.currentThread().getId();
        lanes.setPlain(lanes.lane(thread), thread << COUNT_BITS | INSERTS);
    }
}
