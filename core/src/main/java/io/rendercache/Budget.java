package io.rendercache;

import java.util.function.BooleanSupplier;

/**
 * Counts the bytes that a cache holds, of entries and of what is on its way to be one, and the pieces in which large values
 * are stored; and never counts more than its bounds. Who wants to add reserves first; what is taken out is released after
 * it is gone.
 *
 * <p>Who finds no room makes some, by evicting; if nothing is left to evict, what others are writing holds the rest, and it
 * waits for them. A writer whose length is known reserves all at once and waits with empty hands. One that streams holds
 * what it has written while it waits for more; if all who hold something unpublished wait, none would ever go on, so
 * the last to come gives up.
 */
final class Budget {
    private static final long LOOKED_AFTER_MILLIS = 10;

    private final long maxBytes;
    private final long maxPieces;
    private long bytes;
    private long pieces;
    private int holding;
    private int holdingAndWaiting;

    Budget(long maxBytes, long maxPieces) {
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
     * @param isHolding whether the caller holds something that it has not published; it does afterwards
     * @return false if the caller holds something and so does everybody it would wait for
     */
    boolean reserve(long moreBytes, long morePieces, boolean isHolding, BooleanSupplier evict) {
        boolean interrupted = false;
        try {
            while (!tryReserve(moreBytes, morePieces, isHolding)) {
                if (evict.getAsBoolean()) {
                    continue;
                }
                try {
                    if (!awaitRoom(moreBytes, morePieces, isHolding)) {
                        return false;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Somebody who held something has published or released it. */
    synchronized void endHolding() {
        holding--;
        notifyAll();
    }

    /** Gives back what is gone. */
    synchronized void release(long fewerBytes, long fewerPieces) {
        bytes -= fewerBytes;
        pieces -= fewerPieces;
        notifyAll();
    }

    private synchronized boolean tryReserve(long moreBytes, long morePieces, boolean isHolding) {
        if (!hasRoom(moreBytes, morePieces)) {
            return false;
        }
        bytes += moreBytes;
        pieces += morePieces;
        holding += isHolding ? 0 : 1;
        return true;
    }

    private boolean hasRoom(long moreBytes, long morePieces) {
        return moreBytes <= maxBytes - bytes && morePieces <= maxPieces - pieces;
    }

    private synchronized boolean awaitRoom(long moreBytes, long morePieces, boolean isHolding)
            throws InterruptedException {
        if (isHolding && holdingAndWaiting + 1 == holding) {
            return false;
        }
        if (hasRoom(moreBytes, morePieces)) {
            return true;
        }
        holdingAndWaiting += isHolding ? 1 : 0;
        try {
            // Not for ever: what others publish can be evicted, and nobody tells of that.
            wait(LOOKED_AFTER_MILLIS);
        } finally {
            holdingAndWaiting -= isHolding ? 1 : 0;
        }
        return true;
    }
}
