package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.CHANGING;
import static io.rendercache.internal.layout.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.layout.StripeDescriptor.EPOCH;
import static io.rendercache.internal.layout.StripeDescriptor.NEWEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.ONE_CHANGE;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;
import static io.rendercache.internal.layout.StripeDescriptor.STRONG;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;

/**
 * Changes the index, recency and owners' lists of one stripe together; by one thread at a time.
 *
 * <p>The stripe's sequence is odd while its index changes or a value is overwritten, and advances with each such
 * change; only a lookup that found nothing needs to read it. A stripe in which a chain has grown longer than a fair
 * hash explains is refiled by a hash of the keys' bytes and a secret seed; it stays so, and its lookups compute that
 * hash.
 */
final class StripeCore {
    /** A chain this long behind a full bucket: below one in 10^13 for a fair hash, so it is deliberate. */
    private static final int CROWDED = HashIndex.COUNTED;

    /** The number that an empty stripe publishes; higher than any real one. */
    static final long NO_ENTRY = 1L << 50;

    private final boolean hasOwners;
    private final Slots slots;
    private final LinkTable links;
    private final HashIndex index;
    private final RecencyRing ring;
    private final OwnerLists owners;
    private final long seed;

    StripeCore(
            Geometry geometry,
            long base,
            long seed,
            Slots slots,
            LinkTable links,
            HashIndex index,
            RecencyRing ring,
            OwnerLists owners) {
        this.hasOwners = geometry.hasOwners();
        this.slots = slots;
        this.links = links;
        this.index = index;
        this.ring = ring;
        this.owners = owners;
        this.seed = seed;
        for (int stripe = 0; stripe < geometry.stripes(); stripe++) {
            publish(base + geometry.stripesOffset() + (long) stripe * StripeDescriptor.LENGTH, NO_ENTRY);
        }
    }

    /**
     * Publishes a written slot as the newest entry of its stripe.
     *
     * @param newest the highest number of any stripe that the caller knows of
     */
    void link(int stripe, long header, long hash, int slot, long newest) {
        boolean first = Memory.getInt(header + ENTRIES) == 0;
        long number = Math.max(newest, Memory.getLong(header + NEWEST_NUMBER)) + 1;
        Memory.putLongOpaque(header + NEWEST_NUMBER, number);
        ring.open(stripe, header, number, slot);
        long epoch = Memory.getLong(header + EPOCH);
        owners(stripe, slot, true);
        long address = slots.address(slot);
        Slots.touch(address, (int) epoch);
        slots.publish(address, Memory.getLong(address));
        addToIndex(stripe, header, hash, slot);
        if (first) {
            publish(header, number);
        }
    }

    /** Files an entry that was found in a file as the newest of an epoch. */
    void restore(int stripe, long header, long hash, int slot, long epoch) {
        ring.append(stripe, header, epoch, slot);
        owners(stripe, slot, true);
        addToIndex(stripe, header, hash, slot);
    }

    /** Removes a restored entry again, in favour of another with the same key; counts nothing. */
    void forgetRestored(int stripe, long header, int slot) {
        slots.retract(slots.address(slot));
        index.remove(slot);
        ring.remove(stripe, slot);
        owners(stripe, slot, false);
        Memory.putInt(header + ENTRIES, Memory.getInt(header + ENTRIES) - 1);
    }

    /** Publishes the number of the stripe's oldest entry. */
    void publishOldest(int stripe, long header) {
        int head = ring.oldest(stripe, header);
        publish(header, head == 0 ? NO_ENTRY : number(header, head));
    }

    private void addToIndex(int stripe, long header, long hash, int slot) {
        long sequence = beginChange(header);
        long filing = isStrong(sequence) ? slots.strongHash(slots.address(slot), seed) : hash;
        int chained = index.add(index.bucketOf(stripe, filing), HashIndex.tagOf(filing), slot);
        Memory.putInt(header + ENTRIES, Memory.getInt(header + ENTRIES) + 1);
        if (chained >= CROWDED && !isStrong(sequence)) {
            refileStrongly(stripe, header);
            sequence |= STRONG;
        }
        endChange(header, sequence);
    }

    /** Removes a published slot from all structures; it then belongs to the caller, its version odd. */
    void unlink(int stripe, long header, int slot, RemovalReason why) {
        boolean oldest = ring.oldest(stripe, header) == slot;
        slots.retract(slots.address(slot));
        long sequence = beginChange(header);
        index.remove(slot);
        endChange(header, sequence);
        ring.remove(stripe, slot);
        owners(stripe, slot, false);
        Memory.putInt(header + ENTRIES, Memory.getInt(header + ENTRIES) - 1);
        count(header, why);
        if (oldest) {
            publishOldest(stripe, header);
        }
    }

    /**
     * Returns the stripe's least recently used entry if its number is at most this, otherwise 0. Entries that become
     * the oldest but were used since they were filed are refiled under their stamps. Publishes the resulting oldest
     * number.
     */
    int settleOldest(int stripe, long header, long highestNumber) {
        while (true) {
            int slot = ring.oldest(stripe, header);
            long number = slot == 0 ? NO_ENTRY : number(header, slot);
            if (slot == 0 || number > highestNumber) {
                publish(header, number);
                return 0;
            }
            long stamp = slots.stamp(slots.address(slot), Memory.getLong(header + EPOCH));
            if (stamp <= Memory.getLong(header + OLDEST)) {
                return slot;
            }
            ring.remove(stripe, slot);
            ring.append(stripe, header, stamp, slot);
        }
    }

    /** Overwrites a published slot's value; the sequence changes, so that no lookup takes the key for absent. */
    <V> void overwrite(long header, long address, SlotCodec<V> codec, V value) {
        long sequence = beginChange(header);
        try {
            slots.overwrite(address, codec, value);
        } finally {
            endChange(header, sequence);
        }
        count(header, RemovalReason.REPLACED);
    }

    private static void count(long header, RemovalReason why) {
        long count = header + why.countOffset();
        Memory.putLong(count, Memory.getLong(count) + 1);
    }

    static boolean isStrong(long sequence) {
        return (sequence & STRONG) != 0;
    }

    /** Returns the full number under which an entry is filed, from the stored half: it is among the last 2^32. */
    long number(long header, int slot) {
        return fullNumber(header, slots.number(slots.address(slot)));
    }

    /** Returns the full number of an insert among the last 2^32, from the stored half. */
    long fullNumber(long header, int number) {
        long now = Memory.getLong(header + NEWEST_NUMBER);
        return now - ((int) now - number & 0xFFFF_FFFFL);
    }

    private void refileStrongly(int stripe, long header) {
        index.clear(stripe);
        long epoch = Memory.getLong(header + EPOCH);
        for (long at = Memory.getLong(header + OLDEST); at <= epoch; at++) {
            for (int slot = ring.headOf(stripe, header, at); slot > 0; slot = links.get(slot, LinkDescriptor.NEXT)) {
                long filing = slots.strongHash(slots.address(slot), seed);
                index.add(index.bucketOf(stripe, filing), HashIndex.tagOf(filing), slot);
            }
        }
    }

    /** Returns the sequence to pass to {@link #endChange}. */
    private static long beginChange(long header) {
        long sequence = Memory.getLong(header + SEQUENCE);
        Memory.putLongOpaque(header + SEQUENCE, sequence | CHANGING);
        Memory.releaseFence();
        return sequence;
    }

    private static void endChange(long header, long sequence) {
        Memory.putLongRelease(header + SEQUENCE, sequence + ONE_CHANGE);
    }

    private void owners(int stripe, int slot, boolean add) {
        if (hasOwners) {
            if (add) {
                owners.add(stripe, slot);
            } else {
                owners.remove(stripe, slot);
            }
        }
    }

    private static void publish(long header, long number) {
        Memory.putLongOpaque(header + OLDEST_NUMBER, number);
    }
}
