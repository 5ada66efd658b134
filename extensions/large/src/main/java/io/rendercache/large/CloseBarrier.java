package io.rendercache.large;

import java.util.concurrent.locks.StampedLock;

/**
 * Admits calls until it is closed; closing waits for the calls that are under way. Chronicle waits for its own contexts
 * in use, but it spins, and gives up after two minutes. With the barrier the closing thread blocks as long as
 * necessary, no call ends between two pieces, and every later call throws the same exception. A call costs two atomic
 * operations. Not reentrant: a thread must not enter again before it has left.
 */
final class CloseBarrier {
    private final StampedLock lock = new StampedLock();
    private boolean closed;

    /**
     * Enters, and returns the stamp to pass to {@link #leave}.
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

    /**
     * Waits for the calls that are under way and runs the action. Only the first call has an effect; no thread can
     * enter afterwards.
     */
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
