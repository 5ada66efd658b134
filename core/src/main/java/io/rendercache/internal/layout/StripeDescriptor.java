package io.rendercache.internal.layout;

/**
 * A stripe's own state: two cache lines. A hit reads the first words of the first line; everything that an insert or an
 * eviction writes is in that line too, so that the line goes from core to core once for both.
 *
 * <pre>
 *    0          8        16     20         24        28      32       40             48             56         64
 *   +----------+--------+------+----------+---------+-------+--------+--------------+--------------+-----------+
 *   | sequence | epoch  | lock | position | entries | spare | oldest | oldestNumber | newestNumber | evictions |
 *   +----------+--------+------+----------+---------+-------+--------+--------------+--------------+-----------+
 *    64         72         80        88          96
 *   +----------+----------+---------+-----------+------+---------------------- ... ----------------------------+
 *   | replaced | explicit | cleared | jobClosed | lost | unused                                                |
 *   +----------+----------+---------+-----------+------+---------------------- ... ----------------------------+
 *
 *   sequence       bit 0: the index of this stripe is being changed; bit 1: it is filed by strong hashes; rest: counts
 *   epoch          how many new keys were inserted into the stripe; a hit stamps it
 *   lock           0, or held
 *   position       place in the ring of the current epoch's bucket
 *   entries        how many entries the stripe holds
 *   oldest         no bucket of an epoch before this one holds an entry
 *   oldestNumber   number of the oldest entry, read by threads that look for a victim; a huge one if there is none
 *   newestNumber   number of the stripe's last insert
 *   evictions...   counts since the start, for the statistics
 * </pre>
 */
public final class StripeDescriptor {
    /** Offset of the sequence, 8 bytes. */
    public static final int SEQUENCE = 0;

    /** Offset of the epoch, 8 bytes. */
    public static final int EPOCH = SEQUENCE + Long.BYTES;

    /** Offset of the lock, 4 bytes. */
    public static final int LOCK = EPOCH + Long.BYTES;

    /** Offset of the current position in the ring, 4 bytes. */
    public static final int POSITION = LOCK + Integer.BYTES;

    /** Offset of the number of entries, 4 bytes. */
    public static final int ENTRIES = POSITION + Integer.BYTES;

    /** Offset of the oldest epoch that may hold an entry, 8 bytes; 4 spare bytes precede it. */
    public static final int OLDEST = ENTRIES + 2 * Integer.BYTES;

    /** Offset of the number of the oldest entry, 8 bytes. */
    public static final int OLDEST_NUMBER = OLDEST + Long.BYTES;

    /** Offset of the number of the last insert, 8 bytes. */
    public static final int NEWEST_NUMBER = OLDEST_NUMBER + Long.BYTES;

    /** Offset of the count of evictions, 8 bytes. */
    public static final int EVICTIONS = NEWEST_NUMBER + Long.BYTES;

    /** Offset of the count of overwritten values, 8 bytes. */
    public static final int REPLACED = EVICTIONS + Long.BYTES;

    /** Offset of the count of removals by key, 8 bytes. */
    public static final int EXPLICIT = REPLACED + Long.BYTES;

    /** Offset of the count of removals by a clear of all, 8 bytes. */
    public static final int CLEARED = EXPLICIT + Long.BYTES;

    /** Offset of the count of removals with their owner, 8 bytes. */
    public static final int JOB_CLOSED = CLEARED + Long.BYTES;

    /** Offset of the count of entries whose value out of line was lost, 8 bytes. */
    public static final int LOST = JOB_CLOSED + Long.BYTES;

    /**
     * Length of a stripe's state: two lines, so that no two stripes share one, nor the pair that is fetched at once.
     */
    public static final int LENGTH = 128;

    /** In the sequence: the index is being changed. */
    public static final long CHANGING = 1;

    /** In the sequence: the stripe's keys are filed by their strong hashes. */
    public static final long STRONG = 2;

    /** What one finished change adds to the sequence. */
    public static final long ONE_CHANGE = 4;

    private StripeDescriptor() {}
}
