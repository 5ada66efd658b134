package io.rendercache.internal.layout;

/**
 * The sizes of one cache's parts and where each begins in the index segment.
 *
 * <pre>
 *   +-------+-------+------+---------+---------+-------+---------+------+--------+
 *   | clock | free  | tree | stripes | buckets | links | numbers | ring | owners |
 *   +-------+-------+------+---------+---------+-------+---------+------+--------+
 *
 *   clock    counts writes; a mapped cache has a copy of it in the file
 *   free     the free slots
 *   tree     finds the stripe with the oldest entry
 *   numbers  the number of each slot once more, 4 bytes, close together: an eviction reads that of the next entry
 *   ring     for each stripe a row of slots, 4 bytes each: at a tick modulo the row's length the last entry that was
 *            filed in that tick, 0 if there is none
 *   owners   heads of the owners' lists, 4 bytes each, a row of them for every stripe
 * </pre>
 *
 * @param maxEntries how many slots there are
 * @param maxKeyBytes longest key
 * @param maxValueBytes longest value
 * @param slotBytes length of a slot
 * @param stripes how many stripes, a power of two
 * @param bucketsPerStripe hash buckets of each
 * @param ringTicks ticks in the ring of each, a power of two, or 0 if stripes are so small that they have none
 * @param tickBits logarithm of the number of writes in a tick
 * @param ownersPerStripe heads of owner lists of each, a power of two, or 0 in a cache without owners
 */
public record Geometry(
        int maxEntries,
        int maxKeyBytes,
        int maxValueBytes,
        int slotBytes,
        int stripes,
        int bucketsPerStripe,
        int ringTicks,
        int tickBits,
        int ownersPerStripe) {

    private static final int LINE_PAIR = 128;

    /** Offset of the clock. */
    public static final long CLOCK = 0;

    /** Offset of the head of the free list and the count of slots used so far, 8 bytes each. */
    public static final long FREE_SLOTS = CLOCK + ClockDescriptor.LENGTH;

    private static final long TREE = FREE_SLOTS + LINE_PAIR;

    /** Fewest entries for which a stripe of its own is worth its memory. */
    private static final int ENTRIES_PER_STRIPE = 64;

    private static final int STRIPES_PER_PROCESSOR = 16;

    /** Fewest entries to a stripe even if more stripes are asked for. */
    private static final int FEWEST_ENTRIES = 16;

    /** Most stripes of a cache: three levels of the tree that finds the oldest entry. */
    public static final int MOST_STRIPES = 1 << 12;

    /**
     * Fewest ticks of a ring: a hit is credited at the grain of a tick, and a ring covers as many writes as there are
     * slots.
     */
    private static final int FEWEST_TICKS = 64;

    /** In a stripe of so few entries the place of a number is searched without a ring. */
    private static final int SEARCHED_ENTRIES = 32;

    /** Most ticks of a ring; each takes 4 bytes a stripe. */
    private static final int MOST_TICKS = 1 << 12;

    public static Geometry of(int maxEntries, int maxKeyBytes, int maxValueBytes, int stripes, boolean owners) {
        long slotBytes = SlotDescriptor.slotBytes(maxKeyBytes, maxValueBytes);
        if (slotBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxKeyBytes " + maxKeyBytes + " and maxValueBytes " + maxValueBytes
                    + " together need a slot over 2 GiB; lower one of them");
        }
        int chosen = stripes > 0
                ? atMost(ceilingPowerOfTwo(stripes), maxEntries / FEWEST_ENTRIES)
                : defaultStripes(maxEntries, Runtime.getRuntime().availableProcessors());
        int perStripe = ceilingDivide(maxEntries, chosen);
        // As many ticks as a stripe has entries: so few of them are filed in the same tick that they can be kept in
        // order.
        int ticks = Math.max(FEWEST_TICKS, Math.min(MOST_TICKS, ceilingPowerOfTwo(perStripe)));
        // A long ring covers more writes than there are slots, so that few entries are older.
        int covered = ticks == MOST_TICKS ? (int) Math.min(1 << 30, 4L * maxEntries) : maxEntries;
        int tickWrites = ceilingPowerOfTwo(ceilingDivide(covered, ticks));
        int ownerHeads = owners ? ceilingPowerOfTwo(Math.max(4, ceilingDivide(perStripe, 4))) : 0;
        return new Geometry(
                maxEntries,
                maxKeyBytes,
                maxValueBytes,
                (int) slotBytes,
                chosen,
                ceilingDivide(perStripe, BucketDescriptor.PLANNED_ENTRIES),
                perStripe <= SEARCHED_ENTRIES ? 0 : ticks,
                Integer.numberOfTrailingZeros(tickWrites),
                ownerHeads);
    }

    /**
     * Returns so many stripes that a thread that inserts meets another one in one insert of some sixteen at most, if
     * every processor does nothing but insert.
     */
    static int defaultStripes(int maxEntries, int processors) {
        int forProcessors = ceilingPowerOfTwo(STRIPES_PER_PROCESSOR * processors);
        int forEntries = Integer.highestOneBit(Math.max(1, maxEntries / ENTRIES_PER_STRIPE));
        return Math.min(Math.min(forProcessors, MOST_STRIPES), forEntries);
    }

    private static int atMost(int stripes, int limit) {
        return Math.min(Math.min(stripes, MOST_STRIPES), Integer.highestOneBit(Math.max(1, limit)));
    }

    public boolean hasOwners() {
        return ownersPerStripe > 0;
    }

    public int linkBytes() {
        return hasOwners() ? LinkDescriptor.LENGTH_WITH_OWNERS : LinkDescriptor.LENGTH;
    }

    public long treeOffset() {
        return TREE;
    }

    public long stripesOffset() {
        return TREE + OldestTreeDescriptor.bytes(stripes);
    }

    public long bucketsOffset() {
        return stripesOffset() + (long) stripes * StripeDescriptor.LENGTH;
    }

    public long linksOffset() {
        return bucketsOffset() + (long) stripes * bucketsPerStripe * BucketDescriptor.LENGTH;
    }

    public long numbersOffset() {
        return aligned(linksOffset() + (long) maxEntries * linkBytes());
    }

    public long ringOffset() {
        return aligned(numbersOffset() + (long) maxEntries * Integer.BYTES);
    }

    public long ownersOffset() {
        return aligned(ringOffset() + (long) stripes * ringTicks * Integer.BYTES);
    }

    public long indexBytes() {
        return aligned(ownersOffset() + (long) stripes * ownersPerStripe * Integer.BYTES);
    }

    private static long aligned(long offset) {
        return (offset + LINE_PAIR - 1) & -LINE_PAIR;
    }

    private static int ceilingDivide(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private static int ceilingPowerOfTwo(int value) {
        return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
    }
}
