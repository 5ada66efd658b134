package io.rendercache.internal.layout;

/**
 * A bucket of a stripe's recency ring: the entries last used in one epoch, oldest first, as a list through the slots'
 * links.
 *
 * <pre>
 *    0         4         8         12
 *   +---------+---------+---------+
 *   | number  | head    | tail    |
 *   +---------+---------+---------+
 *
 *   number   low half of the cache-wide number of the insert that opened the epoch
 *   head     slot of the oldest entry, 0 if there is none
 *   tail     slot of the newest entry, 0 if there is none
 * </pre>
 */
public final class RingDescriptor {
    /** Offset of the insert's number, low half, 4 bytes. */
    public static final int NUMBER = 0;

    /** Offset of the first slot, 4 bytes. */
    public static final int HEAD = NUMBER + Integer.BYTES;

    /** Offset of the last slot, 4 bytes. */
    public static final int TAIL = HEAD + Integer.BYTES;

    /** Length of a ring bucket. */
    public static final int LENGTH = TAIL + Integer.BYTES;

    private RingDescriptor() {}
}
