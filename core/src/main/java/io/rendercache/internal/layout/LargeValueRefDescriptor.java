package io.rendercache.internal.layout;

/**
 * The reference that a slot holds in place of a value that is out of line.
 *
 * <pre>
 *    0         8         16         20      24
 *   +---------+---------+----------+-------+
 *   | id      | length  | checksum | zeros |
 *   +---------+---------+----------+-------+
 *
 *   id        identifies the value; never used for another
 *   length    its length in bytes
 *   checksum  of all its bytes
 * </pre>
 */
public final class LargeValueRefDescriptor {
    /** Offset of the id, 8 bytes. */
    public static final int ID = 0;

    /** Offset of the length, 8 bytes. */
    public static final int LENGTH = ID + Long.BYTES;

    /** Offset of the checksum, 4 bytes, and 4 zeros. */
    public static final int CHECKSUM = LENGTH + Long.BYTES;

    /** Length of a reference. */
    public static final int BYTES = CHECKSUM + Long.BYTES;

    /** Ids are multiples of this; what is below counts a value's pieces. */
    public static final long ID_STEP = 1L << 20;

    private LargeValueRefDescriptor() {}
}
