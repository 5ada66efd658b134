package io.rendercache.internal.layout;

/**
 * A slot: one entry's key and value.
 *
 * <pre>
 *    0         8       12       16        24                   24 + key, rounded up to 8    end - 8  end - 4
 *   +---------+-------+--------+---------+---------- ... -----+---------- ... -----+--- ... --+-------+----------+
 *   | version | stamp | number | lengths | key, zero-padded   | value, zero-padded | unused   | owner | checksum |
 *   +---------+-------+--------+---------+---------- ... -----+---------- ... -----+--- ... --+-------+----------+
 *
 *   version   odd while the slot is free or being written, even while it holds an entry; never restarts
 *   stamp     0 if the entry was not used since it was written; else the low half of the number of its latest
 *             overwrite, or of the last number of the tick in which it was last found; written by readers without a lock
 *   number    low half of the number of the write under which the entry is filed in its stripe's list
 *   lengths   key bytes &lt;&lt; 32 | value bytes, as one word, so that neither is ever seen without the other; the top bit
 *             of the value's half is set if the value is out of line and the slot holds its reference
 *   owner     number of the owner whose list the entry is in, 0 for none; written before the slot is published,
 *             and only in caches with owners
 *   checksum  of lengths, key and value, each with its padding; only in mapped caches
 * </pre>
 *
 * The value follows the key's actual end, not the longest key's: with a 90-byte key and an 8-byte value a hit touches
 * 128 bytes.
 */
public final class SlotDescriptor {
    /** Offset of the version, 8 bytes. */
    public static final int VERSION = 0;

    /** Offset of the stamp, 4 bytes. */
    public static final int STAMP = VERSION + Long.BYTES;

    /** Offset of the number, 4 bytes. */
    public static final int NUMBER = STAMP + Integer.BYTES;

    /** Offset of both lengths, 8 bytes. */
    public static final int LENGTHS = NUMBER + Integer.BYTES;

    /** Offset of the key. */
    public static final int KEY = LENGTHS + Long.BYTES;

    /** Length of the end of a slot: the owner's number and the checksum, 4 bytes each. */
    public static final int TRAILER = 8;

    /** Distance of the checksum from the slot's end. */
    private static final int CHECKSUM_BEFORE_END = 4;

    /** In the length of a value: the value is out of line. */
    public static final int OUT_OF_LINE = 1 << 31;

    /** The lengths of a slot that was given back: no key has such a length, and a value's is clamped like any other. */
    public static final long GIVEN_BACK = lengths(-1, Integer.MAX_VALUE);

    /** Slots start on a cache line. */
    public static final int ALIGNMENT = 64;

    private SlotDescriptor() {}

    /** The first version of a slot, which is free. */
    public static final long FIRST_VERSION = 1;

    /** No slot is written that often; a version from here on is damage, and continuing from it might reach 0 again. */
    private static final long VERSIONS = 1L << 62;

    /** Returns whether a slot of this version is neither free nor being written, unless the version is 0. */
    public static boolean isStable(long version) {
        return (version & 1) == 0;
    }

    /** Returns whether a slot of this version holds an entry, if it is whole. */
    public static boolean isPublished(long version) {
        return version != 0 && isStable(version);
    }

    /** Returns whether a slot that was used can have reached this version by being written. */
    public static boolean isPlausible(long version) {
        return version > 0 && version < VERSIONS;
    }

    /** Returns the version of the same slot once it is free or being written. */
    public static long retracted(long version) {
        return version + 1 | 1;
    }

    /** Returns both lengths as one word. */
    public static long lengths(int keyBytes, int valueBytes) {
        return (long) keyBytes << 32 | valueBytes & 0xFFFF_FFFFL;
    }

    /** Returns the key's length of a word of lengths. */
    public static int keyBytes(long lengths) {
        return (int) (lengths >>> 32);
    }

    /** Returns the value's length of a word of lengths, with {@link #OUT_OF_LINE} if it is out of line. */
    public static int valueBytes(long lengths) {
        return (int) lengths;
    }

    /** Returns the length of the value in the slot, or of the reference to it. */
    public static int inlineBytes(long lengths) {
        return (int) lengths & ~OUT_OF_LINE;
    }

    /** Returns, of a word of lengths, whether the value is out of line. */
    public static boolean isOutOfLine(long lengths) {
        return ((int) lengths & OUT_OF_LINE) != 0;
    }

    /** Returns whether a slot that has room for such a key and such a value can have these lengths. */
    public static boolean fits(long lengths, int maxKeyBytes, int maxValueBytes) {
        int keyBytes = keyBytes(lengths);
        return keyBytes >= 0 && keyBytes <= maxKeyBytes && inlineBytes(lengths) <= maxValueBytes;
    }

    /** Returns the offset of the value behind a key of this length. */
    public static int value(int keyBytes) {
        return KEY + padded(keyBytes);
    }

    /** Returns a length rounded up to whole words. */
    static int padded(int bytes) {
        return bytes + 7 & ~7;
    }

    /** Returns the offset of the checksum. */
    public static int checksum(int slotBytes) {
        return slotBytes - CHECKSUM_BEFORE_END;
    }

    /** Returns the length of a slot that has room for a longest key and a longest value, a whole number of lines. */
    public static long slotBytes(int maxKeyBytes, int maxValueBytes) {
        long used = KEY + roundedUp(maxKeyBytes) + roundedUp(maxValueBytes) + TRAILER;
        return (used + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static long roundedUp(int bytes) {
        return (bytes + 7L) & ~7L;
    }
}
