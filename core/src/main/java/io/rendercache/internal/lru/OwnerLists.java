package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.LinkDescriptor.OWNER_NEXT;
import static io.rendercache.internal.layout.LinkDescriptor.OWNER_PREV;

import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import java.util.function.IntConsumer;

/**
 * Lists each owner's entries, so that they can be cleared in time proportional to their number: in every stripe a row
 * of list heads, an owner's being that of its number modulo the row. Owners' numbers are dense, so up to a row's length
 * of them never share a list; beyond that, two that share a list also step over each other's entries. Single-threaded:
 * called under the stripe's lock.
 */
final class OwnerLists {
    private static final int SEARCHED_AT_MOST = 1_000;

    private final long base;
    private final int perStripe;
    private final LinkTable links;
    private final Slots slots;

    OwnerLists(long base, int perStripe, LinkTable links, Slots slots) {
        this.base = base;
        this.perStripe = perStripe;
        this.links = links;
        this.slots = slots;
    }

    void add(int stripe, int slot) {
        int owner = slots.owner(slots.address(slot));
        if (owner == 0) {
            return;
        }
        long head = head(stripe, owner);
        int first = Memory.getInt(head);
        links.put(slot, OWNER_PREV, 0);
        links.put(slot, OWNER_NEXT, first);
        if (first != 0) {
            links.put(first, OWNER_PREV, slot);
        }
        Memory.putInt(head, slot);
    }

    void remove(int stripe, int slot) {
        int owner = slots.owner(slots.address(slot));
        if (owner == 0) {
            return;
        }
        int prev = links.get(slot, OWNER_PREV);
        int next = links.get(slot, OWNER_NEXT);
        if (prev == 0) {
            Memory.putInt(head(stripe, owner), next);
        } else {
            links.put(prev, OWNER_NEXT, next);
        }
        if (next != 0) {
            links.put(next, OWNER_PREV, prev);
        }
    }

    /** Returns a slot of the owner's in a stripe, or 0. */
    int first(int stripe, int owner) {
        int slot = Memory.getInt(head(stripe, owner));
        while (slot != 0 && slots.owner(slots.address(slot)) != owner) {
            slot = links.get(slot, OWNER_NEXT);
        }
        return slot;
    }

    /**
     * Returns, without the lock, whether the owner may have a slot in a stripe; a list that is long is not searched.
     */
    boolean mayHave(int stripe, int owner) {
        int slot = Memory.getIntAcquire(head(stripe, owner));
        int steps = 0;
        while (slot != 0 && slots.owner(slots.address(slot)) != owner && steps++ < SEARCHED_AT_MOST) {
            slot = links.getAcquire(slot, OWNER_NEXT);
        }
        return slot != 0;
    }

    /** Visits each of the owner's slots in a stripe. */
    void forEach(int stripe, int owner, IntConsumer visitor) {
        for (int slot = Memory.getInt(head(stripe, owner)); slot != 0; slot = links.get(slot, OWNER_NEXT)) {
            if (slots.owner(slots.address(slot)) == owner) {
                visitor.accept(slot);
            }
        }
    }

    /** Empties all lists of a stripe. */
    void clear(int stripe) {
        if (perStripe > 0) {
            Memory.zero(head(stripe, 0), (long) perStripe * Integer.BYTES);
        }
    }

    private long head(int stripe, int owner) {
        return base + ((long) stripe * perStripe + (owner & perStripe - 1)) * Integer.BYTES;
    }
}
