package io.rendercache.internal.lru;

import io.rendercache.internal.concurrent.StripedLongs;

/**
 * Remembers, for each thread, whether it lately met another one inserting.
 *
 * <p>Where threads insert at once, "the oldest of all" has no exact meaning, and looking for it costs each of them the
 * cache lines of every stripe. So a thread that found a stripe locked takes its next victims from the stripe that it
 * inserts into, one lock and few lines. A thread that never waits never does, so inserts that follow one another evict
 * in exact order, whichever threads they come from. Lanes are shared by threads whose ids collide; a lane says whose it
 * is, and one that was overwritten only ends its owner's memory early.
 */
final class Contention {
    private static final int LANES = 64;
    private static final int COUNT_BITS = 8;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

    /** How many inserts a thread stays careful for. */
    private static final int INSERTS = 64;

    private final StripedLongs lanes = new StripedLongs(LANES);

    /** Whether this thread met another within its last inserts; counts one insert. */
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

    /** This thread met another. */
    void note() {
        long thread = Thread.currentThread().getId();
        lanes.setPlain(lanes.lane(thread), thread << COUNT_BITS | INSERTS);
    }
}
