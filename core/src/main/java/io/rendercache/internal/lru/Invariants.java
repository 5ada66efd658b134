package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.SlotDescriptor.VERSION;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks the invariants of an engine's structures, which hold whenever no thread is inside: every used slot is free or
 * an entry; an entry occurs once in the index, under a unique key, in the bucket that its links name, once in its
 * stripe's ring, and once in its owner's list; lists are linked both ways; counts agree; a stripe publishes its oldest
 * entry's number.
 */
record Invariants(
        Geometry geometry,
        Slots slots,
        LinkTable links,
        HashIndex index,
        RecencyRing ring,
        OwnerLists owners,
        StripeCore core,
        long headers,
        FreeSlots free) {

    void check() {
        BitSet entries = new BitSet();
        for (int stripe = 0; stripe < geometry.stripes(); stripe++) {
            BitSet inRing = ringEntries(stripe);
            BitSet inIndex = indexEntries(stripe);
            require(inRing.equals(inIndex), "stripe " + stripe + ": the ring and the index hold different slots");
            require(!entries.intersects(inRing), "stripe " + stripe + " holds a slot of another");
            entries.or(inRing);
            checkPublished(stripe);
            checkOwners(stripe, inRing);
        }
        int used = free.used();
        require(used <= geometry.maxEntries(), "more slots used than there are: " + used);
        require(entries.length() <= used + 1, "an entry in a slot that was never used");
        for (int slot = 1; slot <= used; slot++) {
            boolean stable = SlotDescriptor.isStable(Memory.getLong(slots.address(slot) + VERSION));
            require(stable == entries.get(slot), "slot " + slot + " has a version that belies whether it is an entry");
        }
        require(
                entries.cardinality() + free.returned() == used,
                entries.cardinality() + " entries and " + free.returned() + " free slots are not the " + used
                        + " used");
    }

    private BitSet ringEntries(int stripe) {
        long header = header(stripe);
        long epoch = Memory.getLong(header + StripeDescriptor.EPOCH);
        long oldest = Memory.getLong(header + StripeDescriptor.OLDEST);
        require(
                oldest <= epoch && oldest > epoch - ring.length(),
                "stripe " + stripe + ": oldest epoch out of the ring");
        BitSet found = new BitSet();
        for (long at = epoch - ring.length() + 1; at <= epoch; at++) {
            int end = ~ring.position(header, at);
            int prev = end;
            for (int slot = ring.headOf(stripe, header, at); slot > 0; slot = links.get(slot, LinkDescriptor.NEXT)) {
                require(at >= oldest, "stripe " + stripe + ": an entry before its oldest epoch");
                require(!found.get(slot), "slot " + slot + " occurs twice in the ring");
                require(links.get(slot, LinkDescriptor.PREV) == prev, "slot " + slot + " has a wrong predecessor");
                found.set(slot);
                prev = slot;
            }
            require(ring.tailOf(stripe, header, at) == Math.max(prev, 0), "a ring bucket's tail is not its last entry");
            require(prev == end || links.get(prev, LinkDescriptor.NEXT) == end, "a list does not end at its bucket");
        }
        require(
                found.cardinality() == Memory.getInt(header + StripeDescriptor.ENTRIES),
                "stripe " + stripe + " counts other than its " + found.cardinality() + " entries");
        return found;
    }

    private BitSet indexEntries(int stripe) {
        require(
                (Memory.getLong(header(stripe) + StripeDescriptor.SEQUENCE) & StripeDescriptor.CHANGING) == 0,
                "stripe " + stripe + " is being changed");
        require(Memory.getInt(header(stripe) + StripeDescriptor.LOCK) == 0, "stripe " + stripe + " is locked");
        BitSet found = new BitSet();
        Set<ByteBuffer> keys = new HashSet<>();
        int first = stripe * index.perStripe();
        for (int bucket = first; bucket < first + index.perStripe(); bucket++) {
            int here = bucket;
            index.forEach(bucket, slot -> {
                require(!found.get(slot), "slot " + slot + " occurs twice in the index");
                require(index.bucketOf(slot) == here, "slot " + slot + " names another bucket");
                ByteBuffer key =
                        ByteBuffer.wrap(slots.bytes(slots.address(slot)).key());
                require(keys.add(key), "slot " + slot + " has a key that occurs twice in the index");
                found.set(slot);
            });
        }
        return found;
    }

    private void checkPublished(int stripe) {
        int head = ring.oldest(stripe, header(stripe));
        long expected = head == 0 ? StripeCore.NO_ENTRY : core.number(header(stripe), head);
        long published = Memory.getLong(header(stripe) + StripeDescriptor.OLDEST_NUMBER);
        require(published == expected, "stripe " + stripe + " publishes " + published + ", its oldest is " + expected);
    }

    private void checkOwners(int stripe, BitSet entries) {
        if (!geometry.hasOwners()) {
            return;
        }
        BitSet owned = new BitSet();
        BitSet owners = new BitSet();
        entries.stream().filter(slot -> ownerOf(slot) != 0).forEach(slot -> {
            owned.set(slot);
            owners.set(ownerOf(slot));
        });
        BitSet listed = new BitSet();
        owners.stream()
                .forEach(owner -> this.owners.forEach(stripe, owner, slot -> {
                    require(!listed.get(slot), "slot " + slot + " occurs twice in its owner's list");
                    listed.set(slot);
                }));
        require(listed.equals(owned), "stripe " + stripe + ": the owners' lists are not its owned entries");
    }

    private int ownerOf(int slot) {
        return slots.owner(slots.address(slot));
    }

    private long header(int stripe) {
        return headers + (long) stripe * StripeDescriptor.LENGTH;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
