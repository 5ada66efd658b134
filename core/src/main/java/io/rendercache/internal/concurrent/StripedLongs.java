package io.rendercache.internal.concurrent;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A fixed number of words, each two cache lines from the next, of which a thread uses the one that its id selects:
 * threads that run at once seldom write to the same line. Threads whose ids collide share a word, so a word is changed
 * by atomic operations, or contains the id of its thread.
 */
public final class StripedLongs {
    /** Words between lanes: two cache lines, and as many before the first. */
    private static final int STRIDE = 16;

    private final int lanes;
    private final AtomicLongArray words;

    /**
     * Creates words that are all zero.
     *
     * @param lanes how many, a power of two
     */
    public StripedLongs(int lanes) {
        if (Integer.bitCount(lanes) != 1) {
            throw new IllegalArgumentException("lanes must be a power of two, was " + lanes);
        }
        this.lanes = lanes;
        this.words = new AtomicLongArray((lanes + 2) * STRIDE);
    }

    /** Returns the lane of a thread; {@code threadId} is its {@link Thread#getId}. */
    public int lane(long threadId) {
        return (int) threadId & lanes - 1;
    }

    /** Adds to a lane's word atomically, with the effects of a volatile read and write. */
    public void add(int lane, long delta) {
        words.getAndAdd(index(lane), delta);
    }

    /** Returns a lane's word as a volatile read does. */
    public long get(int lane) {
        return words.get(index(lane));
    }

    /** Returns a lane's word as a plain read does. */
    public long getPlain(int lane) {
        return words.getPlain(index(lane));
    }

    /** Sets a lane's word as a plain write does. */
    public void setPlain(int lane, long word) {
        words.setPlain(index(lane), word);
    }

    private static int index(int lane) {
        return (lane + 1) * STRIDE;
    }
}
