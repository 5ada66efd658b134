package io.rendercache.internal.lru;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps writers out of a file once it is given up: whoever closes waits until the last writer has left, and only then may
 * another process have the file.
 *
 * <p>A writer counts itself in its lane, and then looks whether the gate is shut; who shuts it does so first, and then
 * looks at the lanes. Both are volatile, so one of the two sees the other. Readers need no gate: the mapping outlives the
 * file's lock, and all that they write is a stamp, which no entry's truth depends on.
 */
final class WriterBarrier {
    private static final int LANES = 32;
    private static final int STRIDE = 16;
    private static final long PAUSE_NANOS = 20_000;

    private final AtomicLongArray inside = new AtomicLongArray((LANES + 2) * STRIDE);
    private volatile boolean shut;

    /**
     * Lets a writer in; returns the lane to {@link #leave}.
     *
     * @throws IllegalStateException if the gate is shut
     */
    int enter() {
        int lane = ((int) Thread.currentThread().getId() & LANES - 1) * STRIDE + STRIDE;
        inside.getAndIncrement(lane);
        if (shut) {
            inside.getAndDecrement(lane);
            throw new IllegalStateException("the cache is closed");
        }
        return lane;
    }

    void leave(int lane) {
        inside.getAndDecrement(lane);
    }

    /** Lets no writer in any more, and waits for those inside. */
    void shut() {
        shut = true;
        for (int lane = STRIDE; lane <= LANES * STRIDE; lane += STRIDE) {
            while (inside.get(lane) != 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
