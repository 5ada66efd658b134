package io.rendercache.internal.lru;

import io.rendercache.internal.concurrent.Uninterruptibly;
import io.rendercache.internal.memory.Memory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Locks of one word in the region. The word of a lock that is held names its owner, so that a lock whose owner is gone
 * can be taken over.
 *
 * <p>What a lock protects takes some tens of nanoseconds, so a waiting thread first spins, reading only; if the owner
 * has lost its processor, it sleeps for short and growing times, so that it does not keep the owner from running. Not
 * fair, not reentrant; an owner that has a lot to do looks whether somebody waits, and hands the lock on.
 *
 * <p><b>Taking over.</b> An operation ends before its thread returns to its caller, normally or not, and then gives
 * back what it holds; so a lock whose owner is inside no operation was left behind: by an error that came just before
 * the lock was given back, and again while it was being given back. The same if the owner's thread has ended. An owner
 * that is inside an operation and makes no progress is waited for, unless its stack shows that it is not here any more.
 * What the owner may have left half done is marked in the stripe.
 */
final class StripeLock {
    private static final long FREE = 0;

    /** In the word of a held lock: a thread sleeps until it is free. */
    private static final long AWAITED = 1;

    /** In the word of a held lock: its owner does not write, so that meeting it says nothing about writers. */
    private static final long READING = 2;

    private static final long FLAGS = AWAITED | READING;

    private static final int SPINS = 200;
    private static final int HAND_ON_SPINS = 20_000;
    private static final long FIRST_SLEEP_NANOS = 1_000;
    private static final long LONGEST_SLEEP_NANOS = 200_000;

    /** After so long the waiting thread asks whether the owner is still there. */
    private static final long DOUBTED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** After so long it looks at the owner's stack. */
    private static final long INSPECTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String PACKAGE = StripeLock.class.getPackageName() + '.';

    private StripeLock() {}

    /** Takes the lock if it is free; without reading it first, which would fetch its line twice. */
    static boolean tryLock(long address, Lane lane) {
        return Memory.compareAndSetLong(address, FREE, lane.token);
    }

    /** Takes the lock if it is free, for a reader. */
    static boolean tryLockReading(long address, Lane lane) {
        return Memory.compareAndSetLong(address, FREE, lane.token | READING);
    }

    /** Takes the lock, or takes it over from an owner that is gone. */
    static void lock(long address, Lane lane, Lanes lanes) {
        if (!tryLock(address, lane)) {
            waitFor(address, lane.token, lane, lanes);
        }
    }

    /** Takes the lock in the same way, for a reader. */
    static void lockReading(long address, Lane lane, Lanes lanes) {
        if (!tryLockReading(address, lane)) {
            waitFor(address, lane.token | READING, lane, lanes);
        }
    }

    /** Gives the lock back. */
    static void unlock(long address) {
        Memory.putLongRelease(address, FREE);
    }

    /** Gives the lock back if this lane holds it. */
    static void unlockIfHeld(long address, Lane lane) {
        long word = Memory.getLongOpaque(address);
        while (word != FREE && Lane.numberOf(word) == lane.number) {
            if (Memory.compareAndSetLong(address, word, FREE)) {
                return;
            }
            word = Memory.getLongOpaque(address);
        }
    }

    /** Gives the lock back and, if another thread waits for it, lets that have it first. */
    static void unlockHandingOn(long address) {
        boolean isAwaited = (Memory.getLongOpaque(address) & AWAITED) != 0;
        Memory.putLongRelease(address, FREE);
        for (int i = 0; isAwaited && i < HAND_ON_SPINS && Memory.getLongOpaque(address) == FREE; i++) {
            Thread.onSpinWait();
        }
    }

    /** Returns whether the lock is held by a thread that writes. */
    static boolean isWriting(long address) {
        long word = Memory.getLongOpaque(address);
        return word != FREE && (word & READING) == 0;
    }

    private static void waitFor(long address, long token, Lane lane, Lanes lanes) {
        long sleepNanos = FIRST_SLEEP_NANOS;
        long start = 0;
        long owned = FREE;
        while (true) {
            for (int i = 0; i < SPINS; i++) {
                if (Memory.getLongOpaque(address) == FREE && Memory.compareAndSetLong(address, FREE, token)) {
                    return;
                }
                Thread.onSpinWait();
            }
            long word = Memory.getLongOpaque(address);
            if (word != FREE && (word & AWAITED) == 0) {
                Memory.compareAndSetLong(address, word, word | AWAITED);
            }
            if ((word & ~FLAGS) != owned) {
                owned = word & ~FLAGS;
                start = System.nanoTime();
            } else if (owned != FREE
                    && isAbandoned(word, System.nanoTime() - start, lane, lanes)
                    && Memory.compareAndSetLong(address, word, token)) {
                lanes.abandoned = true;
                return;
            }
            Uninterruptibly.pause(sleepNanos);
            sleepNanos = Math.min(sleepNanos * 2, LONGEST_SLEEP_NANOS);
        }
    }

    /** Returns whether the owner that the word names is gone, after the lock has been held by it for so long. */
    private static boolean isAbandoned(long word, long heldNanos, Lane lane, Lanes lanes) {
        if (heldNanos < DOUBTED_NANOS) {
            return false;
        }
        Lane owner = lanes.numbered(Lane.numberOf(word));
        return owner == null
                || owner == lane
                || owner.isOfEndedThread()
                || !owner.isOf(word, owner.operations())
                || heldNanos > INSPECTED_NANOS && !isHere(owner.get());
    }

    /** Returns whether a method of this package is on the thread's stack. */
    static boolean isHere(@Nullable Thread thread) {
        if (thread == null) {
            return false;
        }
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith(PACKAGE)) {
                return true;
            }
        }
        return false;
    }
}
