package io.rendercache.internal.lru;

import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;

/**
 * The slots that hold nothing: those given back, on a lock-free stack through their links, and those never used, which
 * are counted off, so that a cache of ten million slots touches no page before it is needed.
 *
 * <p>The stack's head carries a count beside the slot number, so that a head that was popped and pushed back meanwhile
 * is not taken for the same. In a full cache both are empty, and a look at them reads one line that nobody writes.
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

    /** Returns a free slot, now the caller's, or 0 if there is none. */
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

    /** Gives back a slot that nobody can reach, its version odd. */
    void give(int slot) {
        slots.giveBack(slot);
        long head;
        do {
            head = Memory.getLongAcquire(base + HEAD);
            links.put(slot, LinkDescriptor.NEXT, (int) head);
        } while (!Memory.compareAndSetLong(base + HEAD, head, successor(head) | slot));
    }

    /** Counts these as used, in a cache that was found in a file; before any other thread is there. */
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
