package io.rendercache.internal.layout;

/**
 * The sizes of one cache's parts and where each begins in the index segment.
 *
 * <pre>
 *   +-------+---------+---------+-------+--------------+--------+
 *   | free  | stripes | buckets | links | ring buckets | owners |
 *   +-------+---------+---------+-------+--------------+--------+
 *
 *   free     the free slots
 *   owners   heads of the owners' lists, 4 bytes each, a row of them for every stripe
 * </pre>
 *
 * @param maxEntries how many slots there are
 * @param maxKeyBytes longest key
 * @param maxValueBytes longest value
 * @param slotBytes length of a slot
 * @param stripes how many stripes, a power of two
 * @param bucketsPerStripe hash buckets of each
 * @param ringPerStripe ring buckets of each
 * @param ownersPerStripe heads of owner lists of each, a power of two, or 0 in a cache without owners
 */
public record Geometry(
        int maxEntries,
        int maxKeyBytes,
        int maxValueBytes,
        int slotBytes,
        int stripes,
        int bucketsPerStripe,
        int ringPerStripe,
        int ownersPerStripe) {

    private static final int LINE_PAIR = 128;

    /** Offset of the head of the free list and the count of slots used so far, 8 bytes each. */
    public static final long FREE_SLOTS = 0;

    /** Fewest entries for which a stripe of its own is worth while: fewer stripes keep recency closer to exact. */
    private static final int ENTRIES_PER_STRIPE = 64;

    /** Fewest entries to a stripe even if more stripes are asked for: in one with two or three a hit hardly counts. */
    private static final int FEWEST_ENTRIES = 16;

    /** The most stripes that a cache can have, a power of two: their numbers are packed into words with others. */
    public static final int MOST_STRIPES = 1 << 12;

    public static Geometry of(int maxEntries, int maxKeyBytes, int maxValueBytes, int stripes, boolean owners) {
        long slotBytes = SlotDescriptor.slotBytes(maxKeyBytes, maxValueBytes);
        if (slotBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxKeyBytes " + maxKeyBytes + " and maxValueBytes " + maxValueBytes
                    + " together need a slot over 2 GiB; lower one of them");
        }
        int chosen = stripes > 0
                ? atMost(ceilingPowerOfTwo(stripes), maxEntries / FEWEST_ENTRIES)
                : defaultStripes(maxEntries);
        int perStripe = ceilingDivide(maxEntries, chosen);
        // With several stripes some get more than their share: up to four standard deviations of a fair hash.
        int ring = perStripe + (chosen == 1 ? 4 : 16 + (int) (4 * Math.sqrt(perStripe)));
        int ownerHeads = owners ? ceilingPowerOfTwo(Math.max(4, ceilingDivide(perStripe, 4))) : 0;
        return new Geometry(
                maxEntries,
                maxKeyBytes,
                maxValueBytes,
                (int) slotBytes,
                chosen,
                ceilingDivide(perStripe, BucketDescriptor.PLANNED_ENTRIES),
                ring,
                ownerHeads);
    }

    private static int defaultStripes(int maxEntries) {
        int forProcessors =
                ceilingPowerOfTwo(Math.max(16, 4 * Runtime.getRuntime().availableProcessors()));
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

    public long stripesOffset() {
        return FREE_SLOTS + LINE_PAIR;
    }

    public long bucketsOffset() {
        return stripesOffset() + (long) stripes * StripeDescriptor.LENGTH;
    }

    public long linksOffset() {
        return bucketsOffset() + (long) stripes * bucketsPerStripe * BucketDescriptor.LENGTH;
    }

    public long ringOffset() {
        return aligned(linksOffset() + (long) maxEntries * linkBytes());
    }

    public long ownersOffset() {
        return aligned(ringOffset() + (long) stripes * ringPerStripe * RingDescriptor.LENGTH);
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
