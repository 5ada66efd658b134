package io.rendercache.internal.layout;

/**
 * The order section of a mapped cache's file: for each stripe a row that records which insert opened each of its latest
 * epochs, and with which slot, so that the stamps in the slots can be ordered by age after a restart. No entry depends
 * on it.
 *
 * <pre>
 *    0         8          16         20       24         28       16 + 8 * ring, rounded up to 128
 *   +---------+----------+----------+--------+----------+--------+-- ... --+
 *   | epoch   | newest   | number 0 | slot 0 | number 1 | slot 1 |         |
 *   +---------+----------+----------+--------+----------+--------+-- ... --+
 *
 *   epoch    how many new keys were inserted into the stripe
 *   newest   number of the stripe's last insert
 *   number   low half of the number of the insert that opened the latest epoch of this remainder by the ring's length
 *   slot     where that insert's entry was put
 * </pre>
 */
public final class OrderDescriptor {
    /** Offset of the epoch, 8 bytes. */
    public static final int EPOCH = 0;

    /** Offset of the last insert's number, 8 bytes. */
    public static final int NEWEST = EPOCH + Long.BYTES;

    /** Offset of the first epoch's number, 4 bytes. */
    public static final int NUMBERS = NEWEST + Long.BYTES;

    /** Offset of the first epoch's slot, 4 bytes. */
    public static final int SLOTS = NUMBERS + Integer.BYTES;

    /** From one epoch's number to the next's. */
    public static final int STRIDE = 2 * Integer.BYTES;

    private static final int ALIGNMENT = 128;

    /** The maximum that {@link #age} returns. */
    public static final long OLDEST_AGE = 0xFFFF_FFFFL;

    /** No insert has such a number. */
    private static final long NUMBERS_END = 1L << 49;

    private OrderDescriptor() {}

    /** Returns whether a row can begin with these values; otherwise the row is ignored. */
    public static boolean isPlausible(long epoch, long newest) {
        return epoch >= 0 && newest >= epoch && newest < NUMBERS_END;
    }

    /** Returns whether an epoch's slot is a valid number; a row that is not full has zeros. */
    public static boolean namesSlot(int slot, int maxEntries) {
        return slot > 0 && slot <= maxEntries;
    }

    /** Returns how many inserts ago one was whose number has this low half, if the last was {@code newest}. */
    public static long age(long newest, int number) {
        return newest - number & OLDEST_AGE;
    }

    /** Returns the length of a stripe's row: whole pairs of lines, so that no two stripes write to the same. */
    public static long rowBytes(int ringBuckets) {
        return NUMBERS + (long) ringBuckets * STRIDE + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
