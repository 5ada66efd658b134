package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.CHANGING;
import static io.rendercache.internal.layout.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.layout.StripeDescriptor.HEAD;
import static io.rendercache.internal.layout.StripeDescriptor.INSERTS;
import static io.rendercache.internal.layout.StripeDescriptor.ONE_CHANGE;
import static io.rendercache.internal.layout.StripeDescriptor.REORDERING;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;
import static io.rendercache.internal.layout.StripeDescriptor.STRONG;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.memory.Memory;

/**
 * Changes the index, the list and the owners' lists of one stripe together; by one thread at a time.
 *
 * <p><b>The sequence</b> is odd while the index changes or a value is overwritten, and advances with each such change;
 * only a lookup that found nothing needs to read it. An entry is published as the last step of its change, and
 * retracted as the first of the change that removes it. So from the moment at which any reader can find an entry, every
 * reader can, until it is removed: a reader that comes before the entry's version is even rejects the slot, and then
 * sees either an odd sequence, or an even one behind which the entry is in the index.
 *
 * <p><b>A change that does not end</b>, because the thread that made it failed in between, leaves its mark in the
 * sequence. Whoever locks the stripe next rebuilds it: see {@link Repair}. A change of the list alone has a mark of its
 * own, which readers ignore.
 */
final class StripeCore {
    /** A chain this long behind a full bucket: below one in 10^13 for a fair hash, so it is deliberate. */
    private static final int CROWDED = HashIndex.COUNTED;

    /** Any of these in the sequence of a stripe that is not locked says that a change was not finished. */
    static final long MARKS = CHANGING | REORDERING;

    private final boolean hasOwners;
    private final Slots slots;
    private final HashIndex index;
    private final RecencyList recency;
    private final OwnerLists owners;
    private final OldestTree tree;

    StripeCore(
            Geometry geometry, Slots slots, HashIndex index, RecencyList recency, OwnerLists owners, OldestTree tree) {
        this.hasOwners = geometry.hasOwners();
        this.slots = slots;
        this.index = index;
        this.recency = recency;
        this.owners = owners;
        this.tree = tree;
    }

    /**
     * Publishes a written slot as the newest entry of its stripe.
     *
     * @param filing the hash that selects its bucket
     * @param number of the write; no entry of the stripe has a higher one
     * @return whether the entry's bucket has become so crowded that its keys must have been made to collide
     */
    boolean link(int stripe, long header, long filing, int slot, long number) {
        boolean first = Memory.getInt(header + HEAD) == 0;
        long address = slots.address(slot);
        long sequence = beginChange(header);
        recency.append(stripe, header, number, slot);
        Slots.stamp(address, 0);
        boolean crowded = add(stripe, header, filing, slot);
        Memory.putLongOpaque(header + INSERTS, Memory.getLong(header + INSERTS) + 1);
        slots.publish(address, Memory.getLong(address));
        if (first) {
            tree.lower(stripe, number);
        }
        endChange(header, sequence);
        return crowded;
    }

    /**
     * Adds an entry that was somewhere else before to a stripe that is being changed, or that no other thread can
     * reach; does not update the tree.
     *
     * @return whether its bucket has become crowded
     */
    boolean restore(int stripe, long header, long filing, int slot, long number) {
        recency.insert(stripe, header, number, slot);
        return add(stripe, header, filing, slot);
    }

    private boolean add(int stripe, long header, long filing, int slot) {
        owners(stripe, slot, true);
        Memory.putIntOpaque(header + ENTRIES, Memory.getInt(header + ENTRIES) + 1);
        return index.add(index.bucketOf(stripe, filing), HashIndex.tagOf(filing), slot) >= CROWDED;
    }

    /**
     * Removes a published slot from all structures; it then belongs to the caller, its version odd. The tree is raised
     * by the caller.
     */
    void unlink(int stripe, long header, int slot, RemovalReason why) {
        long sequence = beginChange(header);
        slots.retract(slots.address(slot));
        detach(stripe, header, slot);
        count(header, why);
        endChange(header, sequence);
    }

    /** Removes an entry from a stripe that is being changed, and leaves its slot as it is. */
    void detach(int stripe, long header, int slot) {
        if (recency.head(header) == slot) {
            // Before the index, so that the two, which are often in none of the processor's caches, are fetched at
            // once.
            long next = recency.numberOfSecond(header, slot);
            index.remove(slot);
            recency.removeFirst(stripe, header, slot, next);
        } else {
            index.remove(slot);
            recency.remove(stripe, header, slot);
        }
        owners(stripe, slot, false);
        Memory.putIntOpaque(header + ENTRIES, Memory.getInt(header + ENTRIES) - 1);
    }

    /** Notes that an entry is used, by the write of this number or by a hit after it. */
    void use(int stripe, long header, int slot, long number) {
        long address = slots.address(slot);
        int stamp = Slots.stamp(address);
        if (recency.ordersOverwrites() || recency.mustRenew((int) number, stamp == 0 ? slots.number(slot) : stamp)) {
            renew(stripe, header, slot, number);
        } else {
            Slots.stamp(address, (int) number);
        }
    }

    /** Files an entry under this number, the latest, because it is being used. */
    void renew(int stripe, long header, int slot, long number) {
        long sequence = beginReordering(header);
        recency.renew(stripe, header, slot, number);
        endReordering(header, sequence);
    }

    /** Returns the stripe's least recently used entry if it is filed under this number and was not used since, or 0. */
    int oldestIfSettled(long header, long number) {
        int slot = recency.head(header);
        return slot != 0 && recency.numberOf(header, slot) == number && recency.isSettled(slot) ? slot : 0;
    }

    /**
     * Returns the stripe's least recently used entry, if its number is at most {@code highestNumber}; entries that come
     * first but were used since they were filed are filed anew before.
     *
     * @param atMost how many entries may be filed anew; beyond, the least recently used of these is returned
     * @return the slot or 0, and, in the upper half, how many entries were filed anew
     */
    long settleOldest(int stripe, long header, long highestNumber, int atMost) {
        long sequence = beginReordering(header);
        long settled = recency.settle(stripe, header, highestNumber, atMost);
        endReordering(header, sequence);
        return settled;
    }

    /** Overwrites a published slot's value; the sequence changes, so that no lookup takes the key for absent. */
    <V> void overwrite(long header, long address, SlotCodec<V> codec, V value) {
        long sequence = beginChange(header);
        slots.overwrite(address, codec, value);
        count(header, RemovalReason.REPLACED);
        endChange(header, sequence);
    }

    static void count(long header, RemovalReason why) {
        long count = header + why.countOffset();
        Memory.putLongOpaque(count, Memory.getLong(count) + 1);
    }

    static boolean isStrong(long sequence) {
        return (sequence & STRONG) != 0;
    }

    /** Marks the stripe as being changed; returns the sequence to pass to {@link #endChange}. */
    static long beginChange(long header) {
        long sequence = Memory.getLong(header + SEQUENCE);
        Memory.putLongOpaque(header + SEQUENCE, sequence | CHANGING);
        Memory.releaseFence();
        return sequence;
    }

    static void endChange(long header, long sequence) {
        Memory.putLongRelease(header + SEQUENCE, (sequence & ~MARKS) + ONE_CHANGE);
    }

    private static long beginReordering(long header) {
        long sequence = Memory.getLong(header + SEQUENCE);
        Memory.putLongOpaque(header + SEQUENCE, sequence | REORDERING);
        Memory.releaseFence();
        return sequence;
    }

    private static void endReordering(long header, long sequence) {
        Memory.putLongRelease(header + SEQUENCE, sequence);
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
}
