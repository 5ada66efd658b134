package io.rendercache.internal.lru;

import io.rendercache.internal.memory.Memory;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock in one word of the region. What it protects takes some tens of nanoseconds, so a waiter first spins, reading
 * only; if the holder has lost its processor, the waiter sleeps for short and growing times, so that it does not keep
 * the holder from running. Not fair, not reentrant.
 */
final class StripeLock {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int SPINS = 200;
    private static final long FIRST_SLEEP_NANOS = 1_000;
    private static final long LONGEST_SLEEP_NANOS = 200_000;

    private StripeLock() {}

    /** Takes the lock if it is free; without reading it first, which would fetch its line twice. */
    static boolean tryLock(long address) {
        return Memory.compareAndSetInt(address, FREE, HELD);
    }

    static void lock(long address) {
        if (!tryLock(address)) {
            waitFor(address);
        }
    }

    static void unlock(long address) {
        Memory.putIntRelease(address, FREE);
    }

    private static void waitFor(long address) {
        long sleepNanos = FIRST_SLEEP_NANOS;
        while (true) {
            for (int i = 0; i < SPINS; i++) {
                if (Memory.getIntOpaque(address) == FREE && tryLock(address)) {
                    return;
                }
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(sleepNanos);
            sleepNanos = Math.min(sleepNanos * 2, LONGEST_SLEEP_NANOS);
        }
    }
}
