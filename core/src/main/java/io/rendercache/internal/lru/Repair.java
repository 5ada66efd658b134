package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.layout.StripeDescriptor.NEWEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.REBUILDS;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.marshal.PooledBuffer;
import io.rendercache.internal.memory.Memory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Mends what an operation has left half done whose thread failed at an arbitrary instruction: by an error, or because
 * it ended.
 *
 * <p><b>A stripe</b> whose sequence has a mark, and whose lock the caller has just taken, is rebuilt: index, list and
 * owners' lists are derived from the slots, as when a file is opened. An entry of the stripe is a slot with an even
 * version that was last filed in it. An entry's version becomes even only when everything else about it has been
 * written, and odd before anything else changes; so what is found is whole, and the one entry that was being changed is
 * not found. Its slot belongs to nobody. The rebuilding itself may fail; then the mark stays, and the next thread does
 * it again.
 *
 * <p><b>Slots that belong to nobody</b> are found later: a slot that is neither an entry nor among the free ones, nor
 * in the hand of an operation that is under way. To tell the last, all slots that are neither are noted with their
 * versions, and then all operations are waited for that were under way. Whichever of the slots was in the hand of one
 * of these has been published or given back meanwhile, or is lost as well; and whoever takes a slot, from the free ones
 * or from an entry, moves its version on. So a slot that is still neither an entry nor free, and has the same version,
 * belongs to nobody.
 */
final class Repair {
    private static final long QUIESCENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** By how much a stripe's number may be ahead of the clock. */
    private static final long AHEAD = 1 << 24;

    private final Stripes stripes;
    private final Slots slots;
    private final long seed;
    private final @Nullable StoredKeys keys;

    /** Whose operation collects; {@code null} if none does. Read under this object's lock. */
    private volatile @Nullable Lane collector;

    private long collectorOperation;

    Repair(Stripes stripes, @Nullable StoredKeys keys) {
        this.stripes = stripes;
        this.slots = stripes.slots;
        this.seed = stripes.seed;
        this.keys = keys;
    }

    /** Rebuilds a stripe that is locked. */
    void rebuild(int stripe, long header) {
        RecencyList recency = stripes.recency;
        long now = stripes.clock.number();
        OrderOfUse entries = new OrderOfUse(slots, now + AHEAD, Memory.getInt(header + ENTRIES) + 1);
        int used = stripes.free.used();
        for (int slot = 1; slot <= used; slot++) {
            if (slots.isEntry(slots.address(slot)) && stripes.index.stripeOf(slot) == stripe) {
                entries.add(slot);
            }
        }
        entries.sort();
        long sequence = StripeCore.beginChange(header);
        recency.clear(stripe, header);
        stripes.index.clear(stripe);
        stripes.owners.clear(stripe);
        Memory.putIntOpaque(header + ENTRIES, 0);
        long newest = Memory.getLong(header + NEWEST_NUMBER);
        Memory.putLongOpaque(header + NEWEST_NUMBER, Math.min(newest, now));
        for (int i = 0; i < entries.size(); i++) {
            int slot = entries.slot(i);
            long address = slots.address(slot);
            long number = entries.isExact(i) ? entries.number(i) : Math.min(entries.number(i), now);
            if (keys == null || !refile(stripe, header, slot, address, number, keys)) {
                slots.retract(address);
                StripeCore.count(header, RemovalReason.LOST);
            }
        }
        Memory.putLongOpaque(header + REBUILDS, Memory.getLong(header + REBUILDS) + 1);
        stripes.tree.refresh(stripe, Memory.getLong(header + OLDEST_NUMBER));
        // The slot of the entry that was being changed belongs to nobody. Noted before the mark goes, or it might never
        // be.
        stripes.lanes.abandoned = true;
        StripeCore.endChange(header, sequence);
    }

    /** Files an entry again; returns whether it belongs into the stripe. */
    private boolean refile(int stripe, long header, int slot, long address, long number, StoredKeys stored) {
        int keyBytes = slots.keyBytes(address);
        long hash;
        PooledBuffer key = PooledBuffer.borrow(keyBytes);
        try {
            Memory.copyOut(address + SlotDescriptor.KEY, key.bytes(), 0, keyBytes);
            hash = stored.hash(key.bytes(), keyBytes, seed);
        } finally {
            key.release();
        }
        long filing = stripes.isStrong(stripes.stripeOf(hash)) ? slots.strongHash(address, seed) : hash;
        if (stripes.stripeOf(filing) != stripe) {
            return false;
        }
        int stamp = Slots.stamp(address);
        stripes.core.restore(stripe, header, filing, slot, number);
        Slots.replaceStamp(address, stamp, stamp == 0 ? 0 : slots.number(slot));
        return true;
    }

    /**
     * Rebuilds the stripes that are marked, and frees the slots that belong to nobody, unless another thread is doing
     * it. Called by an operation that has just begun, or that has nothing in hand.
     */
    void collect(Lane lane) {
        if (!begin(lane)) {
            return;
        }
        boolean done = false;
        try {
            stripes.lanes.abandoned = false;
            rebuildMarked(lane);
            done = collectSlots(lane);
        } finally {
            // No calls, which an error might keep from being made.
            collector = null;
            if (!done) {
                stripes.lanes.abandoned = true;
            }
        }
    }

    /** Returns whether the calling thread is to collect: no other is, or one was and its operation is over. */
    private synchronized boolean begin(Lane lane) {
        Lane other = collector;
        if (other != null && other != lane && other.isInside(collectorOperation)) {
            return false;
        }
        collectorOperation = lane.operations;
        collector = lane;
        return true;
    }

    /** Rebuilds stripes that no thread may come to, because the mark hides their entries. */
    private void rebuildMarked(Lane lane) {
        for (int stripe = 0; stripe < stripes.count; stripe++) {
            long header = stripes.header(stripe);
            if ((Memory.getLongOpaque(header + SEQUENCE) & StripeCore.MARKS) != 0) {
                stripes.lock(lane, stripe, header);
                stripes.unlock(lane, header);
            }
        }
    }

    private boolean collectSlots(Lane lane) {
        FreeSlots free = stripes.free;
        int used = free.used();
        BitSet suspects = new BitSet();
        long[] versions = new long[16];
        int count = 0;
        free.lock(lane);
        try {
            BitSet given = free.given();
            for (int slot = 1; slot <= used; slot++) {
                // Read once: the slot of an entry that is being overwritten is published the next moment.
                long version = slots.version(slots.address(slot));
                if (!given.get(slot) && !SlotDescriptor.isPublished(version)) {
                    if (count == versions.length) {
                        versions = Arrays.copyOf(versions, 2 * count);
                    }
                    versions[count++] = version;
                    suspects.set(slot);
                }
            }
        } finally {
            free.unlock(lane);
        }
        if (suspects.isEmpty()) {
            return true;
        }
        if (!stripes.lanes.awaitQuiescence(lane, QUIESCENCE_NANOS)) {
            return false;
        }
        free.lock(lane);
        try {
            BitSet given = free.given();
            int i = 0;
            for (int slot = suspects.nextSetBit(1); slot > 0; slot = suspects.nextSetBit(slot + 1)) {
                if (!given.get(slot) && slots.version(slots.address(slot)) == versions[i]) {
                    free.push(slot);
                }
                i++;
            }
        } finally {
            free.unlock(lane);
        }
        return true;
    }
}
