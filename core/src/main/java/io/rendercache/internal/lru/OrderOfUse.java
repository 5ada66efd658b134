package io.rendercache.internal.lru;

import io.rendercache.internal.layout.ClockDescriptor;
import java.util.Arrays;

/**
 * Sorts entries by their last use, from what their slots say: under the number of their stamp if they have one,
 * otherwise under that of their filing. Of two that were used in the same tick, one that is already filed in it comes
 * before one that is not.
 */
final class OrderOfUse {
    private static final int SLOT_BITS = 30;
    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

    /** The order of what is older than this is not kept. */
    private static final long OLDEST_TOLD = 1L << 31;

    private final Slots slots;
    private final long latest;
    private long[] entries;
    private int count;

    /**
     * Creates an empty list.
     *
     * @param latest a number that no slot's exceeds
     * @param expected how many entries are expected
     */
    OrderOfUse(Slots slots, long latest, int expected) {
        this.slots = slots;
        this.latest = latest;
        this.entries = new long[expected];
    }

    void add(int slot) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(16, 2 * count));
        }
        long rank = ClockDescriptor.rank(latest, Slots.stamp(slots.address(slot)), slots.number(slot));
        entries[count++] = rank << SLOT_BITS | slot;
    }

    void sort() {
        Arrays.parallelSort(entries, 0, count);
    }

    int size() {
        return count;
    }

    /** Returns a slot. */
    int slot(int at) {
        return (int) (entries[at] & SLOT_MASK);
    }

    /** Returns the number under which the entry was last used; of one that is very old, or damaged, a higher one. */
    long number(int at) {
        long number = latest - ClockDescriptor.OLDEST_AGE + (entries[at] >>> SLOT_BITS + 1);
        return Math.max(number, Math.max(1, latest - OLDEST_TOLD));
    }

    /** Returns whether the entry was written under {@link #number}, and has no stamp. */
    boolean isExact(int at) {
        return (entries[at] >>> SLOT_BITS & 1) == 0;
    }
}
