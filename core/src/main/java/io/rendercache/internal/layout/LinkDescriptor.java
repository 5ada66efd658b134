package io.rendercache.internal.layout;

/**
 * The links of a slot: its places in its stripe's list, in the hash index, and, in caches with owners, in its owner's
 * list. Kept apart from the slot, so that a hit does not touch them.
 *
 * <pre>
 *    0         4         8         12        16          20          24
 *   +---------+---------+---------+---------+-----------+-----------+
 *   | prev    | next    | bucket  | chain   | ownerPrev | ownerNext |
 *   +---------+---------+---------+---------+-----------+-----------+
 *                                           : only in caches with owners
 *   prev        the entry before it in its stripe's list, 0 for the first
 *   next        the entry after it, 0 for the last; of a free slot: the next free one
 *   bucket      the bucket of the hash index that finds it, counted over all stripes, &lt;&lt; 4 | its place there, 8 for
 *               the chain
 *   chain       the slot after it in the bucket's overflow chain, 0 for none
 *   ownerPrev   the entry before it in its owner's list, 0 for the first
 *   ownerNext   the entry after it in its owner's list, 0 for the last
 * </pre>
 */
public final class LinkDescriptor {
    /** Offset of the predecessor in the stripe's list, 4 bytes. */
    public static final int PREV = 0;

    /** Offset of the successor in the stripe's list, 4 bytes. */
    public static final int NEXT = PREV + Integer.BYTES;

    /** Offset of the index bucket's number and the place in it, 4 bytes. */
    public static final int BUCKET = NEXT + Integer.BYTES;

    /** Offset of the chain's successor, 4 bytes. */
    public static final int CHAIN = BUCKET + Integer.BYTES;

    /** Length without owners. */
    public static final int LENGTH = CHAIN + Integer.BYTES;

    /** Offset of the owner list's predecessor, 4 bytes. */
    public static final int OWNER_PREV = LENGTH;

    /** Offset of the owner list's successor, 4 bytes. */
    public static final int OWNER_NEXT = OWNER_PREV + Integer.BYTES;

    /** Length with owners. */
    public static final int LENGTH_WITH_OWNERS = OWNER_NEXT + Integer.BYTES;

    private LinkDescriptor() {}
}
