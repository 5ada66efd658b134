package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;

import io.rendercache.internal.layout.ClockDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.SlotState;
import io.rendercache.internal.marshal.EncodedSlotCodec;
import io.rendercache.internal.marshal.PooledBuffer;
import io.rendercache.internal.memory.Memory;

/**
 * Rebuilds index, recency and owners' lists from the slots of a file.
 *
 * <p>An entry is a slot whose version is even and whose checksum holds. A slot with an odd version was free, or was
 * being written or evicted when the process ended: a free one is marked as given back, the others are counted as
 * discarded. Versions continue from their value in the file, so they still never repeat; an impossible one is reset.
 *
 * <p><b>Order.</b> The clock is in the file, and so are the stamp and the number of each entry: they are filed in the
 * order of their last use. In a file whose pages are of different times, because the machine and not the process ended,
 * the order may be any; the entries are whole or gone.
 *
 * <p><b>Duplicate keys</b> can occur only in such a file; the one used later stays.
 *
 * <p>For one thread, before the engine is shared.
 */
final class Recovery {
    private final Stripes stripes;
    private final StrongFiling strongFiling;
    private final Slots slots;
    private final StoredKeys keys;
    private final EncodedSlotCodec keyCodec = new EncodedSlotCodec();
    private long recovered;
    private long discarded;

    Recovery(Stripes stripes, StrongFiling strongFiling, StoredKeys keys) {
        this.stripes = stripes;
        this.strongFiling = strongFiling;
        this.slots = stripes.slots;
        this.keys = keys;
    }

    void run(Lane lane) {
        long number = Memory.getLong(stripes.storedClock + ClockDescriptor.NUMBER);
        long coarse = Memory.getLong(stripes.storedClock + ClockDescriptor.COARSE);
        long newest = ClockDescriptor.isPlausible(number, coarse) ? number : 0;
        OrderOfUse entries = entries(lane, ClockDescriptor.latest(number, coarse));
        for (int i = 0; i < entries.size(); i++) {
            if (entries.isExact(i)) {
                newest = Math.max(newest, entries.number(i));
            }
        }
        stripes.clock.start(newest);
        newest = stripes.clock.number();
        for (int i = 0; i < entries.size(); i++) {
            restore(lane, entries.slot(i), Math.min(entries.number(i), newest), entries.isExact(i));
        }
        for (int stripe = 0; stripe < stripes.count; stripe++) {
            stripes.tree.refresh(stripe, Memory.getLong(stripes.header(stripe) + OLDEST_NUMBER));
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

    /** Returns all whole entries in the order of use; gives all other slots back. */
    private OrderOfUse entries(Lane lane, long latest) {
        int used = lastUsed();
        stripes.free.restoreUsed(used);
        OrderOfUse entries = new OrderOfUse(slots, latest, used);
        for (int slot = 1; slot <= used; slot++) {
            long address = slots.address(slot);
            SlotState state = slots.state(address);
            if (state == SlotState.ENTRY) {
                if (!SlotDescriptor.isPlausible(slots.version(address))) {
                    slots.publish(address, SlotDescriptor.FIRST_VERSION);
                }
                entries.add(slot);
            } else {
                drop(lane, slot, address, state);
            }
        }
        entries.sort();
        return entries;
    }

    private int lastUsed() {
        for (int slot = stripes.geometry.maxEntries(); slot > 0; slot--) {
            long address = slots.address(slot);
            if (slots.version(address) != 0 || Memory.getLong(address + SlotDescriptor.LENGTHS) != 0) {
                return slot;
            }
        }
        return 0;
    }

    private void drop(Lane lane, int slot, long address, SlotState state) {
        if (state.isLost()) {
            discarded++;
        }
        long version = slots.version(address);
        if (!SlotDescriptor.isPlausible(version)) {
            slots.format(slot);
        } else if (SlotDescriptor.isPublished(version)) {
            slots.retract(address);
        }
        stripes.free.give(lane, slot);
    }

    private void restore(Lane lane, int slot, long number, boolean isExact) {
        long address = slots.address(slot);
        int keyBytes = slots.keyBytes(address);
        PooledBuffer key = PooledBuffer.borrow(keyBytes);
        try {
            Memory.copyOut(address + SlotDescriptor.KEY, key.bytes(), 0, keyBytes);
            long hash = keys.hash(key.bytes(), keyBytes, stripes.seed);
            int home = stripes.stripeOf(hash);
            long filing = stripes.isStrong(home) ? slots.strongHash(address, stripes.seed) : hash;
            int stripe = stripes.stripeOf(filing);
            long header = stripes.header(stripe);
            int twin = stripes.index.findLocked(stripe, filing, keyCodec, key);
            if (twin != 0) {
                slots.retract(slots.address(twin));
                stripes.core.detach(stripe, header, twin);
                stripes.free.give(lane, twin);
                recovered--;
                discarded++;
            }
            if (stripes.geometry.hasOwners()) {
                slots.owner(address, keys.owner(key.bytes(), keyBytes));
            }
            boolean crowded = stripes.core.restore(stripe, header, filing, slot, number);
            Slots.stamp(address, isExact ? 0 : slots.number(slot));
            recovered++;
            if (crowded && !stripes.isStrong(home)) {
                strongFiling.apply(lane, home);
            }
        } finally {
            key.release();
        }
    }
}
