package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.ClockDescriptor.COARSE;
import static io.rendercache.internal.layout.ClockDescriptor.NUMBER;
import static io.rendercache.internal.layout.ClockDescriptor.SWEPT;
import static io.rendercache.internal.layout.ClockDescriptor.WRITER;

import io.rendercache.internal.memory.Memory;

/**
 * Counts the writes of a cache: recency is counted in them, and not in time or in hits.
 *
 * <p>A write that does not overlap another one gets the next number, whichever thread it is of. A hit stamps its slot
 * with the last number of the current <em>tick</em>, a run of a fixed number of writes; so hits read a line that is
 * written once a tick only, and an entry that is hit again and again is stamped once a tick.
 *
 * <p><b>Overlapping writes.</b> A write counts itself only if no other was counted since it began. Otherwise it takes
 * the number that the clock has now, and its thread's next write that does count counts for both: so threads that write
 * at once do not fight for the clock's line. Of two writes that do not overlap the later has the higher number: if it
 * counts itself, it is higher than any that the clock had; if not, the clock has moved since it began, and it began
 * after the earlier one had its number. No entry has a number that is higher than the clock's. The tick only advances,
 * too, however late the thread is that opens it.
 *
 * <p><b>In a mapped cache</b> number and tick are copied into the file, and only there for the next opening: on a page
 * that is gone a compare-and-set ends some JVMs.
 *
 * <p><b>Wrapping.</b> Slots store the low half of a number, and a stamp is compared with the present: it must not be
 * older than 2^32 writes. So each write sweeps a share of the slots, and clears stamps older than 2^30 writes: such an
 * entry counts as not used since it was filed, which never makes it younger.
 */
final class RecencyClock {
    /** A stamp this old is cleared. */
    private static final int STALE = 1 << 30;

    /** A stamp may be ahead of the clock by less than this; beyond, it is an old one. */
    private static final int AHEAD = 1 << 28;

    /** Up to this many slots, one is swept in 64 writes; beyond, one in each. */
    private static final int MANY_SLOTS = 1 << 24;

    private static final int SWEEP_BITS = 6;

    private final long base;
    private final long stored;
    private final int tickBits;
    private final int sweepBits;
    private final Slots slots;
    private final FreeSlots free;

    /** Creates a clock; {@code stored} is the address of the clock in the file, 0 in a cache without a file. */
    RecencyClock(long base, long stored, int tickBits, int maxEntries, Slots slots, FreeSlots free) {
        this.base = base;
        this.stored = stored;
        this.tickBits = tickBits;
        this.sweepBits = maxEntries > MANY_SLOTS ? 0 : SWEEP_BITS;
        this.slots = slots;
        this.free = free;
    }

    /** Sets the number of the latest write, before the cache is shared. */
    void start(long number) {
        Memory.putLong(base + COARSE, 0);
        Memory.putLong(base + NUMBER, number);
        counted(number, ~number);
    }

    /** Returns the number of the latest write. */
    long number() {
        return Memory.getLongOpaque(base + NUMBER);
    }

    /** Returns the address of what a hit leaves in its slot now, 4 bytes. */
    long stampAddress() {
        return base + COARSE + (Memory.isBigEndian() ? Integer.BYTES : 0);
    }

    /** Returns the number of the lane of the thread that last counted a write. */
    int writer() {
        return Memory.getIntOpaque(base + WRITER);
    }

    /** Counts writes of a lane, and returns the number of the last; 0 if the latest write was not {@code latest}. */
    long count(long latest, int writes, int lane) {
        long number = successor(latest + writes - 1);
        if (!Memory.compareAndSetLong(base + NUMBER, latest, number)) {
            return 0;
        }
        Memory.putIntOpaque(base + WRITER, lane);
        counted(number, latest);
        for (long i = latest >>> sweepBits; i < number >>> sweepBits; i++) {
            sweep((int) number);
        }
        return number;
    }

    /** Returns the whole number of a stamp. */
    long numberOf(int stamp) {
        long latest = number();
        return latest + (stamp - (int) latest);
    }

    private static long successor(long number) {
        return (int) number == -1 ? number + 2 : number + 1;
    }

    private void counted(long number, long before) {
        boolean isNextTick = (number ^ before) >>> tickBits != 0;
        if (isNextTick) {
            long coarse = number | (1L << tickBits) - 1;
            long present;
            do {
                present = Memory.getLongOpaque(base + COARSE);
            } while (present < coarse && !Memory.compareAndSetLong(base + COARSE, present, coarse));
        }
        if (stored != 0) {
            Memory.putLongOpaque(stored + NUMBER, number);
            if (isNextTick) {
                Memory.putLongOpaque(stored + COARSE, Memory.getLongOpaque(base + COARSE));
            }
        }
    }

    /** Checks the next slot's stamp. Two threads that sweep at once may check the same slot, or pass over one. */
    void sweep(int now) {
        int used = free.used();
        if (used == 0) {
            return;
        }
        int slot = Memory.getIntOpaque(base + SWEPT) + 1;
        if (slot > used || slot <= 0) {
            slot = 1;
        }
        Memory.putIntOpaque(base + SWEPT, slot);
        long address = slots.address(slot);
        int stamp = Slots.stamp(address);
        int age = now - stamp;
        if (stamp != 0 && (age > STALE || age < -AHEAD)) {
            Slots.replaceStamp(address, stamp, 0);
        }
    }
}
