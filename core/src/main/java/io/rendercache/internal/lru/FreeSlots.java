package io.rendercache.internal.lru;

import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import java.util.BitSet;

/**
 * The free slots: those given back, on a stack through their links, and those never used, which are allocated in order,
 * so that a cache of ten million slots touches no page before it is needed.
 *
 * <p>The stack has a lock, the only one that is taken by a thread that holds another. In a full cache the stack is
 * empty, and checking that reads one cache line that no thread writes.
 */
final class FreeSlots {
    private static final int HEAD = 0;
    private static final int LOCK = 8;
    private static final int USED = 16;

    private final long base;
    private final int maxEntries;
    private final LinkTable links;
    private final Slots slots;
    private final Lanes lanes;

    FreeSlots(long base, int maxEntries, LinkTable links, Slots slots, Lanes lanes) {
        this.base = base;
        this.maxEntries = maxEntries;
        this.links = links;
        this.slots = slots;
        this.lanes = lanes;
    }

    /** Returns a free slot, which belongs to the caller, or 0 if there is none. */
    int take(Lane lane) {
        return Memory.getIntOpaque(base + HEAD) != 0 || Memory.getIntOpaque(base + USED) < maxEntries
                ? takeLocked(lane)
                : 0;
    }

    private int takeLocked(Lane lane) {
        lock(lane);
        try {
            int slot = Memory.getInt(base + HEAD);
            if (slot != 0) {
                slots.takeFree(slot);
                Memory.putIntOpaque(base + HEAD, links.get(slot, LinkDescriptor.NEXT));
                return slot;
            }
            int used = Memory.getInt(base + USED);
            if (used == maxEntries) {
                return 0;
            }
            // Before it counts as used: until then its memory may contain anything, such as an even version.
            slots.format(used + 1);
            Memory.putIntOpaque(base + USED, used + 1);
            return used + 1;
        } finally {
            unlock(lane);
        }
    }

    /** Gives back an unreachable slot, its version odd. */
    void give(Lane lane, int slot) {
        lock(lane);
        try {
            push(slot);
        } finally {
            unlock(lane);
        }
    }

    /** Gives back a slot while no other thread can be here. */
    void push(int slot) {
        slots.giveBack(slot);
        links.put(slot, LinkDescriptor.NEXT, Memory.getInt(base + HEAD));
        Memory.putIntOpaque(base + HEAD, slot);
    }

    void lock(Lane lane) {
        lane.heldFree = base + LOCK;
        StripeLock.lock(base + LOCK, lane, lanes);
    }

    void unlock(Lane lane) {
        StripeLock.unlock(base + LOCK);
        lane.heldFree = 0;
    }

    /** Counts these as used, in a cache that was found in a file; before the cache is shared. */
    void restoreUsed(int count) {
        Memory.putIntOpaque(base + USED, count);
    }

    /** Returns how many slots have ever been used; they are those numbered from 1 to that. */
    int used() {
        return Memory.getIntOpaque(base + USED);
    }

    /** Returns the slots on the stack; for a cache at rest, or with the lock held. */
    BitSet given() {
        BitSet given = new BitSet();
        for (int slot = Memory.getInt(base + HEAD); slot != 0; slot = links.get(slot, LinkDescriptor.NEXT)) {
            if (given.get(slot)) {
                throw new AssertionError("slot " + slot + " occurs twice among the free slots");
            }
            given.set(slot);
        }
        return given;
    }
}
