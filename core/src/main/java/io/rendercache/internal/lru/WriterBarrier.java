package io.rendercache.internal.lru;

import io.rendercache.internal.concurrent.StripedLongs;
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
    private static final long PAUSE_NANOS = 20_000;

    private final StripedLongs inside = new StripedLongs(LANES);
    private volatile boolean shut;

    /**
     * Lets a writer in; returns the lane to {@link #leave}.
     *
     * @throws IllegalStateException if the gate is shut
     */
    int enter() {
        int lane = inside.lane(Thread.currentThread().getId());
        inside.add(lane, 1);
        if (shut) {
            inside.add(lane, -1);
            throw new IllegalStateException("the cache is closed");
        }
        return lane;
    }

    void leave(int lane) {
        inside.add(lane, -1);
    }

    /** Lets no writer in any more, and waits for those inside. */
    void shut() {
        shut = true;
        for (int lane = 0; lane < LANES; lane++) {
            while (inside.get(lane) != 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
