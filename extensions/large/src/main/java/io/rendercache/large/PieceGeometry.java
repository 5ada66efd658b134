package io.rendercache.large;

import io.rendercache.internal.layout.LargeValueRefDescriptor;
import io.rendercache.spi.LargeValueStore;

/**
 * The length of the pieces into which values are split, and the number of pieces that there is room for.
 *
 * <pre>
 *   key   | sequence of the value, 43 bits | number of the piece, 20 bits |
 *
 *   value |  P bytes  |  P bytes  |  P bytes  |  rest  |
 *         piece 0     piece 1     piece 2     piece 3
 *
 *   chunk | key, 8 bytes | length, 1 to 3 bytes | piece, 0 to P bytes | not used |
 *         |&lt;------------------------ P + 16 bytes -------------------------------&gt;|
 * </pre>
 *
 * A value of L bytes, even an empty one, has at most L / P + 1 pieces, and each piece takes one chunk, whatever its
 * length. At most {@code maxEntries} values of {@code maxBytes} bytes in all therefore never need more than
 * {@code maxBytes / P + maxEntries} chunks, in whatever order they are stored and removed: chunks of one size do not
 * fragment. {@link #IN_FLIGHT} more are for values that are being stored or removed and are not counted as entries.
 *
 * <p>P is an eighth of the average value, so that the last pieces waste less than an eighth of the budget. It is at
 * least 32 KiB, because looking up a piece costs as much as copying 2 to 4 KiB (reading 1 MB takes 1.4 times a plain
 * copy with 64 KiB, 1.5 with 32, 1.7 with 16, up to 3 with 4), and at most 64 KiB, because longer pieces are no faster
 * and each stream borrows a buffer of that length. If values are shorter, mostly empty chunks cost little memory, since
 * their pages are never touched; in a file they cost disk space.
 *
 * @param pieceBytes P, a power of two
 * @param pieces the number of pieces that there is room for
 */
record PieceGeometry(int pieceBytes, long pieces) {
    /** Longest value, 256 MiB: 2^13 pieces at most, of the 2^20 that a key can tell apart. */
    static final int MAX_VALUE_BYTES = LargeValueStore.MAX_VALUE_BYTES;

    /** Pieces for values that are being stored or removed and are not counted as entries. */
    static final int IN_FLIGHT = 64;

    static final int MIN_PIECE_BYTES = 32 << 10;
    static final int MAX_PIECE_BYTES = 64 << 10;

    private static final int PIECES_PER_AVERAGE_VALUE = 8;
    private static final int PIECE_BITS = Long.numberOfTrailingZeros(LargeValueRefDescriptor.ID_STEP);

    /** Chronicle's bound on entries in a tier. */
    private static final long MAX_PIECES = 1L << 29;

    /** The key, at most 3 bytes of length, and up to a multiple of 8. */
    private static final int CHUNK_OVERHEAD = 16;

    /** Returns the geometry for a budget. */
    static PieceGeometry of(long maxBytes, int maxEntries) {
        if (maxBytes <= 0 || maxEntries <= 0) {
            throw new IllegalArgumentException("maxBytes and maxEntries of large values must be positive, but are "
                    + maxBytes + " and " + maxEntries);
        }
        long aim = maxBytes / maxEntries / PIECES_PER_AVERAGE_VALUE;
        int pieceBytes = (int) Long.highestOneBit(Math.max(MIN_PIECE_BYTES, Math.min(MAX_PIECE_BYTES, aim)));
        long pieces = maxBytes / pieceBytes + maxEntries + IN_FLIGHT;
        if (pieces > MAX_PIECES) {
            throw new IllegalArgumentException("maxBytes of large values is " + maxBytes + ", which is more than "
                    + (MAX_PIECES - maxEntries - IN_FLIGHT) * pieceBytes + " with maxEntries " + maxEntries);
        }
        return new PieceGeometry(pieceBytes, pieces);
    }

    /** Returns the length of a chunk. */
    int chunkBytes() {
        return pieceBytes + CHUNK_OVERHEAD;
    }

    /** Returns how many pieces a value of this length has; an empty value has one, which shows that it is present. */
    int piecesOf(long length) {
        return length == 0 ? 1 : (int) ((length + pieceBytes - 1) / pieceBytes);
    }

    /** Returns the length of a piece of a value of this length. */
    int lengthOf(int piece, long length) {
        return (int) Math.min(pieceBytes, length - (long) piece * pieceBytes);
    }

    /**
     * Returns whether the last piece is as long as those before it, so that its length does not show that it is the
     * last.
     */
    boolean endsWithFullPiece(long length) {
        return length > 0 && length % pieceBytes == 0;
    }

    /** Returns whether a value can have this length. */
    static boolean isLength(long length) {
        return length >= 0 && length <= MAX_VALUE_BYTES;
    }

    /** Returns the id of the value with this sequence. */
    static long id(long sequence) {
        return sequence << PIECE_BITS;
    }

    /** Returns the sequence of an id or key. */
    static long sequence(long key) {
        return key >>> PIECE_BITS;
    }

    /** Returns the id of the value that a piece belongs to. */
    static long idOfKey(long key) {
        return key & -(1L << PIECE_BITS);
    }

    /** Returns a piece's number in its value. */
    static int pieceOfKey(long key) {
        return (int) (key & (1L << PIECE_BITS) - 1);
    }
}
