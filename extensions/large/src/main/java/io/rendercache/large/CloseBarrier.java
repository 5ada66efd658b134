package io.rendercache.large;

import java.util.concurrent.locks.StampedLock;

/**
 * Lets calls in until it is closed, and closes only when all have left. Chronicle waits for its contexts in use on its own,
 * but spinning, and gives up after two minutes; here the closer sleeps, for as long as it takes, a call is not cut off
 * between two pieces, and whoever comes later gets one exception that says what is closed. Passing costs two atomic
 * operations, once a call. A thread that is inside must not enter again, nor call out to code that might.
 */
final class CloseBarrier {
    private final StampedLock lock = new StampedLock();
    private boolean closed;

    /**
     * Enters; the answer is for {@link #leave}.
     *
     * @throws IllegalStateException if closed
     */
    long enter() {
        long pass = lock.readLock();
        if (closed) {
            lock.unlockRead(pass);
            throw new IllegalStateException("the large values are closed");
        }
        return pass;
    }

    void leave(long pass) {
        lock.unlockRead(pass);
    }

    /** Waits until all have left, then runs the action, with the first call only; nobody enters any more. */
    void close(Runnable action) {
        long alone = lock.writeLock();
        try {
            if (!closed) {
                closed = true;
                action.run();
            }
        } finally {
            lock.unlockWrite(alone);
        }
    }
}
