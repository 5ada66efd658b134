package io.rendercache.internal.lru;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.OrderDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.SlotState;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.marshal.EncodedSlotCodec;
import io.rendercache.internal.marshal.PooledBuffer;
import io.rendercache.internal.memory.Memory;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Rebuilds index, recency and owners' lists from the slots of a file.
 *
 * <p>An entry is a slot whose version is even and whose checksum holds. A slot with an odd version was free, or was
 * being written or evicted when the process ended: a free one is marked as given back, the others are counted as
 * discarded. Versions continue from their value in the file, so they still never repeat; an impossible one is reset.
 *
 * <p><b>Order.</b> The file records which insert opened each of a stripe's latest epochs. So a stamp still says after
 * which insert an entry was last used, and the number under which it was filed says the rest. An entry is filed again
 * where it was, or, if it was used since, where it would have been refiled: behind the entry that its epoch inserted.
 * Entries older than the ring come first, in the order in which they were filed. In a file whose pages are of different
 * times, because the machine and not the process ended, the order may be any; the entries are whole or gone.
 *
 * <p><b>Duplicate keys</b> can occur only in such a file; the one filed later stays.
 *
 * <p>For one thread, before the engine is shared.
 */
final class Recovery {
    private static final int SLOT_MASK = (1 << 30) - 1;

    /** Behind the entry that opened the epoch. */
    private static final long BEHIND = 1L << 30;

    private static final int NUMBER_SHIFT = 31;

    private final Geometry geometry;
    private final long headers;
    private final long seed;
    private final Slots slots;
    private final RecencyRing ring;
    private final StripeCore core;
    private final FreeSlots free;
    private final StoredKeys keys;
    private final EncodedSlotCodec keyCodec = new EncodedSlotCodec();
    private final BitSet openers = new BitSet();
    private int[] usedSince = new int[1 << 10];
    private int usedSinceCount;
    private long recovered;
    private long discarded;

    Recovery(
            Geometry geometry,
            long headers,
            long seed,
            Slots slots,
            RecencyRing ring,
            StripeCore core,
            FreeSlots free,
            StoredKeys keys) {
        this.geometry = geometry;
        this.headers = headers;
        this.seed = seed;
        this.slots = slots;
        this.ring = ring;
        this.core = core;
        this.free = free;
        this.keys = keys;
    }

    void run() {
        long newest = 0;
        for (int stripe = 0; stripe < geometry.stripes(); stripe++) {
            ring.restoreEpochs(stripe, header(stripe), this::noteOpener);
            newest = Math.max(newest, Memory.getLong(header(stripe) + StripeDescriptor.NEWEST_NUMBER));
        }
        for (long entry : entriesByNumber(newest)) {
            restore((int) entry & SLOT_MASK, false);
        }
        for (int i = 0; i < usedSinceCount; i++) {
            restore(usedSince[i], true);
        }
        for (int stripe = 0; stripe < geometry.stripes(); stripe++) {
            core.publishOldest(stripe, header(stripe));
        }
    }

    /** Returns how many entries were whole. */
    long recovered() {
        return recovered;
    }

    /** Returns how many were discarded. */
    long discarded() {
        return discarded;
    }

    /** Returns the slots of all whole entries in the order in which they were filed; gives all other slots back. */
    private long[] entriesByNumber(long newest) {
        int used = lastUsed();
        free.restoreUsed(used);
        long[] entries = new long[used];
        int count = 0;
        for (int slot = 1; slot <= used; slot++) {
            long address = slots.address(slot);
            SlotState state = slots.state(address);
            if (state == SlotState.ENTRY) {
                if (!SlotDescriptor.isPlausible(slots.version(address))) {
                    slots.publish(address, SlotDescriptor.FIRST_VERSION);
                }
                long age = OrderDescriptor.age(newest, slots.number(address));
                entries[count++] =
                        OrderDescriptor.OLDEST_AGE - age << NUMBER_SHIFT | (openers.get(slot) ? 0 : BEHIND) | slot;
            } else {
                drop(slot, address, state);
            }
        }
        entries = Arrays.copyOf(entries, count);
        Arrays.parallelSort(entries);
        return entries;
    }

    private void noteOpener(int slot, int number) {
        if (OrderDescriptor.namesSlot(slot, geometry.maxEntries()) && slots.number(slots.address(slot)) == number) {
            openers.set(slot);
        }
    }

    private int lastUsed() {
        for (int slot = geometry.maxEntries(); slot > 0; slot--) {
            long address = slots.address(slot);
            if (slots.version(address) != 0 || Memory.getLong(address + SlotDescriptor.LENGTHS) != 0) {
                return slot;
            }
        }
        return 0;
    }

    private void drop(int slot, long address, SlotState state) {
        if (state.isLost()) {
            discarded++;
        }
        long version = slots.version(address);
        if (!SlotDescriptor.isPlausible(version)) {
            slots.format(slot);
        } else if (SlotDescriptor.isPublished(version)) {
            slots.retract(address);
        }
        free.give(slot);
    }

    /** Files an entry where it was filed, or postpones it if it was used since. */
    private void restore(int slot, boolean whereUsed) {
        long address = slots.address(slot);
        int keyBytes = SlotDescriptor.keyBytes(Memory.getLong(address + SlotDescriptor.LENGTHS));
        PooledBuffer key = PooledBuffer.borrow(keyBytes);
        try {
            Memory.copyOut(address + SlotDescriptor.KEY, key.bytes(), 0, keyBytes);
            long hash = keys.hash(key.bytes(), keyBytes, seed);
            int stripe = (int) hash & geometry.stripes() - 1;
            long header = header(stripe);
            long stamp = slots.stamp(address, Memory.getLong(header + StripeDescriptor.EPOCH));
            long filed = core.number(header, slot);
            if (!whereUsed && wasUsedSince(stripe, header, stamp, filed)) {
                setAside(slot);
                return;
            }
            int twin = core.find(stripe, header, keyCodec, key, hash);
            if (twin != 0) {
                core.forgetRestored(stripe, header, twin);
                free.give(twin);
                recovered--;
                discarded++;
            }
            if (geometry.hasOwners()) {
                slots.owner(address, keys.owner(key.bytes(), keyBytes));
            }
            int number = slots.number(address);
            core.restore(stripe, header, hash, slot, whereUsed ? stamp : epochOf(stripe, header, filed));
            if (!whereUsed && filed >= 0 && filed < core.number(header, slot)) {
                // Filed before the oldest epoch of the ring, whose number it has been given.
                slots.number(slot, number);
            }
            recovered++;
        } finally {
            key.release();
        }
    }

    private boolean wasUsedSince(int stripe, long header, long stamp, long filed) {
        return stamp > Memory.getLong(header + StripeDescriptor.OLDEST)
                && core.fullNumber(header, ring.numberOf(stripe, header, stamp)) > filed;
    }

    private void setAside(int slot) {
        if (usedSinceCount == usedSince.length) {
            usedSince = Arrays.copyOf(usedSince, 2 * usedSinceCount);
        }
        usedSince[usedSinceCount++] = slot;
    }

    /**
     * Returns the last epoch of the ring that an insert of this number or an earlier one opened; the oldest if none.
     */
    private long epochOf(int stripe, long header, long number) {
        long low = Memory.getLong(header + StripeDescriptor.OLDEST);
        long high = Memory.getLong(header + StripeDescriptor.EPOCH);
        while (low < high) {
            long middle = low + high + 1 >> 1;
            if (core.fullNumber(header, ring.numberOf(stripe, header, middle)) <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long header(int stripe) {
        return headers + (long) stripe * StripeDescriptor.LENGTH;
    }
}
