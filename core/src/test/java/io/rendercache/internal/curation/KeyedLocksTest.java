package io.rendercache.internal.curation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyedLocksTest {
    private final KeyedLocks locks = new KeyedLocks();
    private int locked;
    private int failed;

    @Test
    void shouldLeaveNoKeyLockedWhereverTheStackEnds() throws InterruptedException {
        locks.lock("warm").release();
        Thread diver = new Thread(null, () -> dive(0), "diving", 256 << 10);
        diver.start();
        diver.join();

        Thread other = new Thread(() -> locks.lock("key").release(), "other");
        other.setDaemon(true);
        other.start();
        other.join(TimeUnit.SECONDS.toMillis(10));

        assertFalse(other.isAlive(), "waits for a lock that nobody holds");
        assertEquals(
                0,
                locks.size(),
                "locks left behind after " + locked + " that were released and " + failed
                        + " that did not fit the stack");
    }

    /** Calls itself until the stack is full, and on the way back locks at each level. */
    private void dive(int depth) {
        try {
            dive(depth + 1);
        } catch (StackOverflowError e) {
            // The lowest level.
        }
        try {
            KeyedLocks.Handle held = locks.lock("key");
            try {
                locked++;
            } finally {
                held.release();
            }
        } catch (StackOverflowError e) {
            failed++;
        }
    }
}
