package io.rendercache.internal.store;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Counts the bytes of all entries and of values that are being written, and the pieces of the values out of line, and
 * keeps both within their bounds. A writer reserves before it stores anything; a removal releases after the value is
 * gone.
 *
 * <p>A thread that finds no room evicts entries. If there is nothing left to evict, the rest is reserved for values
 * that other threads are writing, and the thread waits for them. A writer that knows the length reserves all of it at
 * once and holds nothing while it waits. A writer that reads a stream holds what it has reserved so far while it waits
 * for more. If all threads that hold an unpublished reservation waited, none could proceed; therefore the last of them
 * does not wait, and its reservation fails. It fails only if nothing was published or released since before its last
 * attempt to evict, and no thread is about to publish or release; otherwise there may be room or something to evict. A
 * thread that writes another value from within the stream that it reads counts as holding a reservation too.
 */
final class ByteBudget {
    private static final long LOOKED_AFTER_MILLIS = 10;

    private final long maxBytes;
    private final long maxPieces;
    private final Map<Thread, Integer> holders = new HashMap<>();
    private long bytes;
    private long pieces;
    private int holdersWaiting;
    private int changing;
    private long changes;
    private boolean closed;

    ByteBudget(long maxBytes, long maxPieces) {
        this.maxBytes = maxBytes;
        this.maxPieces = maxPieces;
    }

    long maxBytes() {
        return maxBytes;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Counts what was found in a file; may exceed the bounds. */
    synchronized void adopt(long moreBytes, long morePieces) {
        bytes += moreBytes;
        pieces += morePieces;
    }

    synchronized boolean isExceeded() {
        return bytes > maxBytes || pieces > maxPieces;
    }

    /**
     * Reserves, calling {@code evict} to make room and waiting if that evicts nothing. An interrupt does not end the
     * wait and is kept.
     *
     * @param isHolding whether the caller has reserved for the same value before
     * @return {@code false} if this thread and all threads that it would wait for hold reservations and wait
     * @throws IllegalStateException if it would have to wait and the budget is closed
     */
    boolean reserve(long moreBytes, long morePieces, boolean isHolding, BooleanSupplier evict) {
        return Uninterruptibly.call(() -> {
            while (true) {
                long seen = changes();
                if (tryReserve(moreBytes, morePieces, isHolding)) {
                    return true;
                }
                if (!evict.getAsBoolean() && !awaitRoom(moreBytes, morePieces, seen)) {
                    return false;
                }
            }
        });
    }

    /** Called when this thread has published or released the value for which it had reserved. */
    synchronized void endHolding() {
        holders.computeIfPresent(Thread.currentThread(), (thread, values) -> values == 1 ? null : values - 1);
        changed();
    }

    /** Releases what a removed entry or a failed write had reserved. */
    synchronized void release(long fewerBytes, long fewerPieces) {
        bytes -= fewerBytes;
        pieces -= fewerPieces;
        changed();
    }

    /** Called before this thread publishes or removes entries; it must not wait for room until {@link #endChange}. */
    synchronized void beginChange() {
        changing++;
    }

    /** Called when this thread has published or removed entries and has released what was removed. */
    synchronized void endChange(boolean didChange) {
        changing--;
        if (didChange) {
            changed();
        }
    }

    /** Ends all waits; the waiting threads throw {@link IllegalStateException}. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void changed() {
        changes++;
        notifyAll();
    }

    private synchronized long changes() {
        return changes;
    }

    private synchronized boolean tryReserve(long moreBytes, long morePieces, boolean isHolding) {
        if (!hasRoom(moreBytes, morePieces)) {
            return false;
        }
        bytes += moreBytes;
        pieces += morePieces;
        if (!isHolding) {
            holders.merge(Thread.currentThread(), 1, Integer::sum);
        }
        return true;
    }

    private boolean hasRoom(long moreBytes, long morePieces) {
        return moreBytes <= maxBytes - bytes && morePieces <= maxPieces - pieces;
    }

    /** Waits for a while, unless something has changed since {@code seen}; returns false if it is better to give up. */
    private synchronized boolean awaitRoom(long moreBytes, long morePieces, long seen) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
        if (changes != seen || hasRoom(moreBytes, morePieces)) {
            return true;
        }
        boolean isHolder = holders.containsKey(Thread.currentThread());
        if (isHolder && changing == 0 && holdersWaiting + 1 == holders.size()) {
            return false;
        }
        holdersWaiting += isHolder ? 1 : 0;
        try {
            // With a timeout, because not every change that makes an eviction possible notifies the waiting threads.
            wait(LOOKED_AFTER_MILLIS);
        } finally {
            holdersWaiting -= isHolder ? 1 : 0;
        }
        return true;
    }
}
