package io.rendercache.internal.lru;

import io.rendercache.internal.concurrent.StripedLongs;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps writers out of a file once it is released: closing waits until the last writer has left, and only then may
 * another process open the file.
 *
 * <p>A writer counts itself in its lane, and then checks whether the barrier is shut; the closing thread shuts it
 * first, and then reads the lanes. Both are volatile, so one of the two sees the other. Readers need no barrier: the
 * mapping outlives the file's lock, and they write only stamps, which no entry depends on.
 */
final class WriterBarrier {
    private static final int LANES = 32;
    private static final long PAUSE_NANOS = 20_000;

    private final StripedLongs inside = new StripedLongs(LANES);
    private volatile boolean shut;

    /**
     * Admits a writer; returns the lane to {@link #leave}.
     *
     * @throws IllegalStateException if the barrier is shut
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

    /** Refuses further writers, and waits for those inside. */
    void shut() {
        shut = true;
        for (int lane = 0; lane < LANES; lane++) {
            while (inside.get(lane) != 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
