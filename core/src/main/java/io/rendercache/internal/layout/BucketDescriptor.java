package io.rendercache.internal.layout;

/**
 * A bucket of the hash index: one cache line with eight places, and a chain for what does not fit.
 *
 * <pre>
 *    0                               8        12             36       40        44       48        56       64
 *   +---+---+---+---+---+---+---+---+--------+---- ... -----+--------+---------+--------+---------+--------+
 *   | t | t | t | t | t | t | t | t | slot 0 | slot 1 ... 6 | slot 7 | chain   | unused | chained | unused |
 *   +---+---+---+---+---+---+---+---+--------+---- ... -----+--------+---------+--------+---------+--------+
 *
 *   t       one byte of the hash of each place's key, 0 for an empty place; compared all at once
 *   slot    the number of each place's slot, 0 for none
 *   chain   the first slot of the overflow chain, 0 for none; the chain goes on in the slots' links
 *   chained a bit for the tag modulo 64 of each slot that was added to the chain since it was last empty: a key whose
 *           bit is not set is not in the chain
 * </pre>
 */
public final class BucketDescriptor {
    /** Places in a bucket. */
    public static final int PLACES = 8;

    /** Offset of the tags, one byte a place in one word; place 0 is the lowest byte of the word. */
    public static final int TAGS = 0;

    /** Offset of the slot numbers, 4 bytes each. */
    public static final int SLOTS = TAGS + Long.BYTES;

    /** Offset of the head of the overflow chain, 4 bytes. */
    public static final int CHAIN = SLOTS + PLACES * Integer.BYTES;

    /** Offset of the bits of the chain's tags, 8 bytes. */
    public static final int CHAINED = CHAIN + 2 * Integer.BYTES;

    /** Length of a bucket. */
    public static final int LENGTH = 64;

    /** Entries a bucket is planned for: about 7 % of buckets then overflow, by an entry or two. */
    public static final int PLANNED_ENTRIES = 5;

    private BucketDescriptor() {}
}
