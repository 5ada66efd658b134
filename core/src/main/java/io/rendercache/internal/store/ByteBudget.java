package io.rendercache.internal.store;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Counts the bytes that a cache holds, of entries and of what is on its way to be one, and the pieces in which large values
 * are stored; and never counts more than its bounds. Who wants to add reserves first; what is taken out is released after
 * it is gone.
 *
 * <p>Who finds no room makes some, by evicting; if nothing is left to evict, what others are writing holds the rest, and it
 * waits for them. A writer whose length is known reserves all at once and waits with empty hands. One that streams holds
 * what it has written while it waits for more; if all threads who hold something unpublished wait, none would ever go on,
 * so the last to come gives up. It does so only if since before it last tried to evict nothing has been published or given
 * back, and nobody is about to: else there may be room, or something to evict. A thread that holds something and writes
 * another value, from within the stream it reads, has no empty hands either.
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

    /** Counts what a file was found to hold; may go over the bound. */
    synchronized void adopt(long moreBytes, long morePieces) {
        bytes += moreBytes;
        pieces += morePieces;
    }

    synchronized boolean isExceeded() {
        return bytes > maxBytes || pieces > maxPieces;
    }

    /**
     * Reserves, making room with {@code evict} and waiting where that finds nothing.
     *
     * @param isHolding whether the caller has reserved for the same value before; it is among the holders afterwards
     * @return false if this thread holds something and so does everybody it would wait for
     * @throws IllegalStateException if it would wait, and the budget is closed
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

    /** This thread has published or released a value for which it had reserved. */
    synchronized void endHolding() {
        holders.computeIfPresent(Thread.currentThread(), (thread, values) -> values == 1 ? null : values - 1);
        changed();
    }

    /** Gives back what is gone. */
    synchronized void release(long fewerBytes, long fewerPieces) {
        bytes -= fewerBytes;
        pieces -= fewerPieces;
        changed();
    }

    /** This thread begins to publish or to take out entries, and waits for nobody until it has ended. */
    synchronized void beginChange() {
        changing++;
    }

    /** It has ended, and has given back what it took out. */
    synchronized void endChange(boolean didChange) {
        changing--;
        if (didChange) {
            changed();
        }
    }

    /** Lets nobody wait any more. */
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
            // Not for ever: what others publish can be evicted, and not all of it is told.
            wait(LOOKED_AFTER_MILLIS);
        } finally {
            holdersWaiting -= isHolder ? 1 : 0;
        }
        return true;
    }
}
