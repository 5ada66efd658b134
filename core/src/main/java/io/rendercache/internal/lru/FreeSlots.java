package io.rendercache.internal.lru;

import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;

/**
 * The free slots: those given back, on a lock-free stack through their links, and those never used, which are allocated
 * in order, so that a cache of ten million slots touches no page before it is needed.
 *
 * <p>The stack's head has a count beside the slot number, so that a head that was popped and pushed back is not taken
 * for the same. In a full cache both are empty, and checking them reads one cache line that no thread writes.
 */
final class FreeSlots {
    private static final int HEAD = 0;
    private static final int USED = 8;
    private static final long SLOT = 0xFFFF_FFFFL;

    private final long base;
    private final int maxEntries;
    private final LinkTable links;
    private final Slots slots;

    FreeSlots(long base, int maxEntries, LinkTable links, Slots slots) {
        this.base = base;
        this.maxEntries = maxEntries;
        this.links = links;
        this.slots = slots;
    }

    /** Returns a free slot, which belongs to the caller, or 0 if there is none. */
    int take() {
        long head;
        while ((int) (head = Memory.getLongAcquire(base + HEAD)) != 0) {
            int slot = (int) head;
            long next = links.get(slot, LinkDescriptor.NEXT) & SLOT;
            if (Memory.compareAndSetLong(base + HEAD, head, successor(head) | next)) {
                return slot;
            }
        }
        long used;
        while ((used = Memory.getLongOpaque(base + USED)) < maxEntries) {
            if (Memory.compareAndSetLong(base + USED, used, used + 1)) {
                int slot = (int) used + 1;
                slots.format(slot);
                return slot;
            }
        }
        return 0;
    }

    /** Gives back an unreachable slot, its version odd. */
    void give(int slot) {
        slots.giveBack(slot);
        long head;
        do {
            head = Memory.getLongAcquire(base + HEAD);
            links.put(slot, LinkDescriptor.NEXT, (int) head);
        } while (!Memory.compareAndSetLong(base + HEAD, head, successor(head) | slot));
    }

    /** Counts these as used, in a cache that was found in a file; before the cache is shared. */
    void restoreUsed(int count) {
        Memory.putLongOpaque(base + USED, count);
    }

    /** Returns how many slots have ever been used; they are those numbered from 1 to that. */
    int used() {
        return (int) Memory.getLongOpaque(base + USED);
    }

    /** Returns how many slots are on the stack; for a cache at rest. */
    int returned() {
        int count = 0;
        for (int slot = (int) Memory.getLongAcquire(base + HEAD);
                slot != 0 && count <= maxEntries;
                slot = links.get(slot, LinkDescriptor.NEXT)) {
            count++;
        }
        return count;
    }

    private static long successor(long head) {
        return (head & ~SLOT) + (1L << 32);
    }
}
