package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.SlotDescriptor.VERSION;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.memory.Memory;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks the invariants of an engine's structures, which hold whenever no thread is inside: every used slot is free or
 * an entry; an entry occurs once in the index, under a unique key, in the bucket that its links name, once in its
 * stripe's list, and once in its owner's list; lists are linked both ways, a stripe's in the order of numbers; its ring
 * names the last entry of each tick; counts agree; no word of the tree is higher than a number below it.
 */
final class Invariants {
    private final Stripes stripes;
    private final Slots slots;
    private final HashIndex index;
    private final FreeSlots free;

    Invariants(Stripes stripes) {
        this.stripes = stripes;
        this.slots = stripes.slots;
        this.index = stripes.index;
        this.free = stripes.free;
    }

    void check() {
        BitSet entries = new BitSet();
        Set<ByteBuffer> keys = new HashSet<>();
        for (int stripe = 0; stripe < stripes.count; stripe++) {
            long header = stripes.header(stripe);
            Invariant.require((sequence(header) & StripeCore.MARKS) == 0, "stripe " + stripe + " is being changed");
            Invariant.require(Memory.getLong(header + StripeDescriptor.LOCK) == 0, "stripe " + stripe + " is locked");
            BitSet inList = stripes.recency.validate(stripe, header);
            Invariant.require(
                    inList.cardinality() == Memory.getInt(header + StripeDescriptor.ENTRIES),
                    "stripe " + stripe + " counts other than its " + inList.cardinality() + " entries");
            BitSet inIndex = indexEntries(stripe, keys);
            Invariant.require(
                    inList.equals(inIndex), "stripe " + stripe + ": the list and the index hold different slots");
            Invariant.require(!entries.intersects(inList), "stripe " + stripe + " holds a slot of another");
            entries.or(inList);
            stripes.tree.validate(stripe, Memory.getLong(header + StripeDescriptor.OLDEST_NUMBER));
            checkOwners(stripe, inList);
        }
        int used = free.used();
        Invariant.require(used <= stripes.geometry.maxEntries(), "more slots used than there are: " + used);
        Invariant.require(entries.length() <= used + 1, "an entry in a slot that was never used");
        BitSet given = free.given();
        for (int slot = 1; slot <= used; slot++) {
            long version = Memory.getLong(slots.address(slot) + VERSION);
            if (SlotDescriptor.isStable(version) != entries.get(slot)) {
                throw new AssertionError("slot " + slot + " of " + used + " has version " + version + ", is "
                        + (entries.get(slot) ? "" : "not ") + "an entry and "
                        + (given.get(slot) ? "" : "not ") + "free");
            }
        }
        Invariant.require(
                entries.cardinality() + given.cardinality() == used,
                entries.cardinality() + " entries and " + given.cardinality() + " free slots are not the " + used
                        + " used");
    }

    private BitSet indexEntries(int stripe, Set<ByteBuffer> keys) {
        BitSet found = new BitSet();
        int first = stripe * index.perStripe();
        for (int bucket = first; bucket < first + index.perStripe(); bucket++) {
            int here = bucket;
            index.forEach(bucket, slot -> {
                Invariant.require(!found.get(slot), "slot " + slot + " occurs twice in the index");
                Invariant.require(index.bucketOf(slot) == here, "slot " + slot + " names another bucket");
                ByteBuffer key =
                        ByteBuffer.wrap(slots.bytes(slots.address(slot)).key());
                Invariant.require(keys.add(key), "slot " + slot + " has a key that occurs twice in the index");
                found.set(slot);
            });
        }
        return found;
    }

    private void checkOwners(int stripe, BitSet entries) {
        if (!stripes.geometry.hasOwners()) {
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
                .forEach(owner -> stripes.owners.forEach(stripe, owner, slot -> {
                    Invariant.require(!listed.get(slot), "slot " + slot + " occurs twice in its owner's list");
                    listed.set(slot);
                }));
        Invariant.require(listed.equals(owned), "stripe " + stripe + ": the owners' lists are not its owned entries");
    }

    private int ownerOf(int slot) {
        return slots.owner(slots.address(slot));
    }

    private static long sequence(long header) {
        return Memory.getLong(header + StripeDescriptor.SEQUENCE);
    }
}
