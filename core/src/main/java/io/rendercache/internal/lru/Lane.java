package io.rendercache.internal.lru;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;

/**
 * What one thread is doing in one engine: written by that thread alone, and read by others that wait for it. A thread
 * has at most one operation in an engine at a time.
 */
final class Lane extends LaneFields {
    private static final VarHandle OPERATIONS;

    static {
        try {
            OPERATIONS = MethodHandles.lookup().findVarHandle(LaneFields.class, "operations", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    /** Creates a lane whose operations continue after these, so that no lock has the token of an earlier one. */
    Lane(Thread thread, int number, long operations) {
        super(thread, number, operations);
    }

    /** Returns whether the thread is inside an operation, for another thread. */
    boolean isInside() {
        return ((long) OPERATIONS.getVolatile(this) & 1) != 0;
    }

    /** Returns whether the thread is inside the operation of this number, for another thread. */
    boolean isInside(long operation) {
        return operations() == operation && (operation & 1) != 0 && left != operation && !isOfEndedThread();
    }

    /** Notes that the operation under way writes. */
    void beginWrite() {
        writes = operations;
    }

    /** Returns whether the thread is inside an operation that writes, for another thread. */
    boolean isWriting() {
        long now = operations();
        return writes == now && isInside(now);
    }

    /** Returns a number that changes when an operation begins and when it ends; odd inside. */
    long operations() {
        return (long) OPERATIONS.getVolatile(this);
    }

    /** Begins an operation. What follows is not reordered before it, even for a reader of another lane or flag. */
    void beginVisibly() {
        OPERATIONS.setVolatile(this, nextOperation());
    }

    /** Begins an operation. */
    void begin() {
        OPERATIONS.setOpaque(this, nextOperation());
    }

    /** Returns the number of the next operation; another one also if the last was not ended. */
    private long nextOperation() {
        long next = operations + 1 | 1;
        token = token(number, next);
        return next;
    }

    /** Ends an operation; whoever sees that sees what it did. */
    void end() {
        OPERATIONS.setRelease(this, (operations | 1) + 1);
    }

    /** Returns whether the thread has ended. */
    boolean isOfEndedThread() {
        Thread thread = get();
        return thread == null || !thread.isAlive();
    }
}

/** Two cache lines between what other threads read of a lane, its thread, and what this one writes. */
@SuppressWarnings("unused")
abstract class LanePadding extends WeakReference<Thread> {
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    LanePadding(Thread thread) {
        super(thread);
    }
}

/** The fields of a {@link Lane}. */
abstract class LaneFields extends LanePadding {
    private static final int FLAG_BITS = 4;
    private static final int OPERATION_BITS = 36;
    private static final int NUMBER_SHIFT = FLAG_BITS + OPERATION_BITS;
    private static final long OPERATION_MASK = (1L << OPERATION_BITS) - 1;

    final int number;

    /**
     * What a lock contains that is held by the operation under way: the lane and the operation, with room for flags,
     * and never 0. That it names the operation makes the lock of one that has ended known from one of the next.
     */
    long token;

    /** Odd inside an operation. */
    long operations;

    /**
     * The operation that another thread has found to have been left without being ended, by the thread's stack; else 0.
     */
    volatile long left;

    /** Address of the stripe's lock that the thread holds, or is about to take; 0 for none. */
    long held;

    /** Address of the lock of the free slots, in the same way; taken last, and never for long. */
    long heldFree;

    /** For how many more writes the thread takes its victims from the key's own stripe: see {@link SlotAllocator}. */
    int met;

    /** Writes that the clock does not yet have. */
    int uncounted;

    /** Header of the stripe from which the operation under way has evicted an entry, 0 if it has not. */
    long evictedFrom;

    /** The sequence of that stripe before the eviction, and after it. */
    long evictedAt;

    long evictedTo;

    /** The latest operation that writes; read by other threads as a hint. */
    long writes;

    /** For how many writes a thread remembers that it met another. */
    static final int MET_FOR = 64;

    /** Notes that the thread met another one that writes. */
    final void noteMeeting() {
        met = MET_FOR;
    }

    LaneFields(Thread thread, int number, long operations) {
        super(thread);
        this.number = number;
        this.operations = operations;
    }

    static long token(int number, long operation) {
        return (long) (number + 1) << NUMBER_SHIFT | (operation & OPERATION_MASK) << FLAG_BITS;
    }

    /** Returns the number of the lane that a lock with this word is held by. */
    static int numberOf(long word) {
        return (int) (word >>> NUMBER_SHIFT) - 1;
    }

    /** Returns whether a lock with this word is held by this lane's operation of that number. */
    boolean isOf(long word, long operation) {
        return word >>> FLAG_BITS == token(number, operation) >>> FLAG_BITS;
    }
}
