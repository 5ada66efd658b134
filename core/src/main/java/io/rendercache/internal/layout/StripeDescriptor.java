package io.rendercache.internal.layout;

/**
 * A stripe's own state: two cache lines. A lookup reads the sequence; everything that an insert or an eviction writes
 * is in the first line too, so that the line goes from core to core once for both.
 *
 * <pre>
 *    0          8      16        20     24     28        32             40             48        56          64
 *   +----------+------+---------+------+------+---------+--------------+--------------+---------+-----------+
 *   | sequence | lock | entries | head | tail | oldTail | oldestNumber | newestNumber | inserts | evictions |
 *   +----------+------+---------+------+------+---------+--------------+--------------+---------+-----------+
 *    64         72         80        88          96     104        112                                      128
 *   +----------+----------+---------+-----------+------+----------+------------------ ... -----------------+
 *   | replaced | explicit | cleared | jobClosed | lost | rebuilds | unused                                 |
 *   +----------+----------+---------+-----------+------+----------+------------------ ... -----------------+
 *
 *   sequence       bit 0: the index or a value is being changed; bit 1: keys of this stripe are filed by strong
 *                  hashes, in the stripes that those select; bit 2: only the list is being changed; rest: counts changes
 *   lock           0, or the token of the thread that holds it
 *   entries        how many entries the stripe holds
 *   head, tail     slots of the first and the last entry of its list, which is in the order of numbers; 0 if empty
 *   oldTail        slot of the last entry that was filed before the oldest tick of the ring, 0 if there is none
 *   oldestNumber   number of the first entry, whole; a huge one if there is none
 *   newestNumber   the highest number that the stripe knows of; its tick is the latest of the ring
 *   inserts        how many new keys were inserted
 *   evictions...   counts since the start, for the statistics
 *   rebuilds       how often the stripe was rebuilt from its slots
 * </pre>
 */
public final class StripeDescriptor {
    /** Offset of the sequence, 8 bytes. */
    public static final int SEQUENCE = 0;

    /** Offset of the lock, 8 bytes. */
    public static final int LOCK = SEQUENCE + Long.BYTES;

    /** Offset of the number of entries, 4 bytes. */
    public static final int ENTRIES = LOCK + Long.BYTES;

    /** Offset of the first entry's slot, 4 bytes. */
    public static final int HEAD = ENTRIES + Integer.BYTES;

    /** Offset of the last entry's slot, 4 bytes. */
    public static final int TAIL = HEAD + Integer.BYTES;

    /** Offset of the slot of the last entry older than the ring, 4 bytes. */
    public static final int OLD_TAIL = TAIL + Integer.BYTES;

    /** Offset of the number of the first entry, 8 bytes. */
    public static final int OLDEST_NUMBER = OLD_TAIL + Integer.BYTES;

    /** Offset of the highest number, 8 bytes. */
    public static final int NEWEST_NUMBER = OLDEST_NUMBER + Long.BYTES;

    /** Offset of the count of inserts, 8 bytes. */
    public static final int INSERTS = NEWEST_NUMBER + Long.BYTES;

    /** Offset of the count of evictions, 8 bytes. */
    public static final int EVICTIONS = INSERTS + Long.BYTES;

    /** Offset of the count of overwritten values, 8 bytes. */
    public static final int REPLACED = EVICTIONS + Long.BYTES;

    /** Offset of the count of removals by key, 8 bytes. */
    public static final int EXPLICIT = REPLACED + Long.BYTES;

    /** Offset of the count of removals by a clear of all, 8 bytes. */
    public static final int CLEARED = EXPLICIT + Long.BYTES;

    /** Offset of the count of removals with their owner, 8 bytes. */
    public static final int JOB_CLOSED = CLEARED + Long.BYTES;

    /**
     * Offset of the count of entries that were lost: their value out of line, or with the operation on them, 8 bytes.
     */
    public static final int LOST = JOB_CLOSED + Long.BYTES;

    /** Offset of the count of rebuilds, 8 bytes. */
    public static final int REBUILDS = LOST + Long.BYTES;

    /**
     * Length of a stripe's state: two lines, so that no two stripes share one, nor the pair that is fetched at once.
     */
    public static final int LENGTH = 128;

    /** In the sequence: the index or a value is being changed. */
    public static final long CHANGING = 1;

    /** In the sequence: the stripe's keys are filed by their strong hashes. */
    public static final long STRONG = 2;

    /** In the sequence: the list is being changed, which concerns no reader. */
    public static final long REORDERING = 4;

    /** What one finished change adds to the sequence. */
    public static final long ONE_CHANGE = 8;

    private StripeDescriptor() {}
}
