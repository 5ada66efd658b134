package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.LOCK;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The stripes of an engine and what they share: the structures, the operations that are under way, and the locks.
 *
 * <p>An operation that may lock is between {@link #enter} and {@link #leave}, the second in a {@code finally} of its
 * outermost frame. Whatever it fails with, and wherever, {@code leave} gives back the locks that it still holds; if
 * even that fails, the next operation of the thread does, or a thread that waits for the lock. Whoever gets the lock of
 * a stripe whose change was not finished rebuilds the stripe first: see {@link Repair}.
 */
final class Stripes {
    /** What a lane holds that has locked all stripes, or some of them on the way to all. */
    private static final long ALL = -1;

    final Geometry geometry;
    final long seed;
    final int count;
    final Slots slots;
    final LinkTable links;
    final HashIndex index;
    final RecencyClock clock;
    final RecencyList recency;
    final OwnerLists owners;
    final OldestTree tree;
    final StripeCore core;
    final FreeSlots free;
    final Lanes lanes;

    /** The address of the clock in the file, 0 in a cache without a file. */
    final long storedClock;

    private final long headers;
    private final Region region;
    private final Repair repair;

    /**
     * Creates the stripes of an engine without entries.
     *
     * @param keys how keys are read from their bytes alone; {@code null} to drop the entries of a stripe that must be
     *     rebuilt
     * @param hasBarrier whether writers are kept out once the engine is shut
     */
    Stripes(Geometry geometry, long seed, Region region, @Nullable StoredKeys keys, boolean hasBarrier) {
        this.geometry = geometry;
        this.seed = seed;
        this.region = region;
        long base = region.indexAddress();
        this.headers = base + geometry.stripesOffset();
        this.count = geometry.stripes();
        this.slots = new Slots(region, geometry, seed);
        this.links = new LinkTable(base + geometry.linksOffset(), geometry.linkBytes(), geometry.maxEntries());
        this.index = new HashIndex(base + geometry.bucketsOffset(), headers, geometry, links, slots);
        this.lanes = new Lanes(hasBarrier);
        this.free = new FreeSlots(base + Geometry.FREE_SLOTS, geometry.maxEntries(), links, slots, lanes);
        this.storedClock = region.clockAddress();
        this.clock = new RecencyClock(
                base + Geometry.CLOCK, storedClock, geometry.tickBits(), geometry.maxEntries(), slots, free);
        LinkTable numbers = new LinkTable(base + geometry.numbersOffset(), Integer.BYTES, geometry.maxEntries());
        this.recency = new RecencyList(base + geometry.ringOffset(), geometry, links, numbers, slots, clock);
        this.owners = new OwnerLists(base + geometry.ownersOffset(), geometry.ownersPerStripe(), links, slots);
        this.tree = new OldestTree(base + geometry.treeOffset(), count);
        for (int stripe = 0; stripe < count; stripe++) {
            Memory.putLongOpaque(header(stripe) + OLDEST_NUMBER, OldestTree.NO_ENTRY);
        }
        this.core = new StripeCore(geometry, slots, index, recency, owners, tree);
        this.repair = new Repair(this, keys);
    }

    long header(int stripe) {
        return headers + (long) stripe * StripeDescriptor.LENGTH;
    }

    /** Returns whether the keys of a stripe are filed by strong hashes. */
    boolean isStrong(int stripe) {
        return StripeCore.isStrong(Memory.getLongAcquire(header(stripe) + SEQUENCE));
    }

    int stripeOf(long hash) {
        return (int) hash & count - 1;
    }

    /**
     * Begins an operation that writes.
     *
     * @throws IllegalStateException if the engine's file has been released
     */
    Lane enter() {
        Lane lane = lanes.mine();
        if (lane.held != 0 || lane.heldFree != 0) {
            lanes.abandoned = true;
            release(lane);
        }
        lanes.enter(lane);
        if (lanes.abandoned) {
            collectEntering(lane);
        }
        return lane;
    }

    private void collectEntering(Lane lane) {
        boolean isDone = false;
        try {
            collectAbandoned(lane);
            isDone = true;
        } finally {
            if (!isDone) {
                leave(lane);
            }
        }
    }

    /** Ends an operation, however it ended. */
    void leave(Lane lane) {
        if (lane.held != 0 || lane.heldFree != 0) {
            lanes.abandoned = true;
            release(lane);
        }
        lane.end();
        Reference.reachabilityFence(region);
    }

    /** Gives back the locks that an operation of this thread has left behind, or was about to take. */
    private void release(Lane lane) {
        if (lane.heldFree != 0) {
            StripeLock.unlockIfHeld(lane.heldFree, lane);
            lane.heldFree = 0;
        }
        if (lane.held == ALL) {
            for (int stripe = 0; stripe < count; stripe++) {
                StripeLock.unlockIfHeld(header(stripe) + LOCK, lane);
            }
        } else if (lane.held != 0) {
            StripeLock.unlockIfHeld(lane.held, lane);
        }
        lane.held = 0;
    }

    /** Mends what operations have left behind, if one may have, and no other thread is about it. */
    void collectAbandoned(Lane lane) {
        if (lanes.abandoned) {
            repair.collect(lane);
        }
    }

    /** Locks a stripe; if a change of it was not finished, rebuilds it first. */
    void lock(Lane lane, int stripe, long header) {
        lane.held = header + LOCK;
        StripeLock.lock(header + LOCK, lane, lanes);
        repairLocked(stripe, header);
    }

    /** Locks a stripe if it is not locked, like {@link #lock}; returns whether it did. */
    boolean tryLock(Lane lane, int stripe, long header) {
        lane.held = header + LOCK;
        if (StripeLock.tryLock(header + LOCK, lane)) {
            repairLocked(stripe, header);
            return true;
        }
        lane.held = 0;
        return false;
    }

    /** Like {@link #lock}, for a thread that does not write: meeting it says nothing about writers. */
    void lockReading(Lane lane, int stripe, long header) {
        lane.held = header + LOCK;
        StripeLock.lockReading(header + LOCK, lane, lanes);
        repairLocked(stripe, header);
    }

    /** Like {@link #tryLock}, for a thread that does not write. */
    boolean tryLockReading(Lane lane, int stripe, long header) {
        lane.held = header + LOCK;
        if (StripeLock.tryLockReading(header + LOCK, lane)) {
            repairLocked(stripe, header);
            return true;
        }
        lane.held = 0;
        return false;
    }

    void unlock(Lane lane, long header) {
        StripeLock.unlock(header + LOCK);
        lane.held = 0;
    }

    /** Locks all stripes. */
    void lockAll(Lane lane) {
        lane.held = ALL;
        for (int stripe = 0; stripe < count; stripe++) {
            StripeLock.lock(header(stripe) + LOCK, lane, lanes);
            repairLocked(stripe, header(stripe));
        }
    }

    void unlockAll(Lane lane) {
        for (int stripe = 0; stripe < count; stripe++) {
            StripeLock.unlock(header(stripe) + LOCK);
        }
        lane.held = 0;
    }

    private void repairLocked(int stripe, long header) {
        if ((Memory.getLong(header + SEQUENCE) & StripeCore.MARKS) != 0) {
            repair.rebuild(stripe, header);
        }
    }

    /**
     * Locks the stripe that a key belongs into: that of its hash, or, if keys of that stripe are filed by strong
     * hashes, that of its strong hash. A stripe becomes strong with all stripes locked, so this does not change while
     * any of them is.
     *
     * @return the hash by which the key is filed
     */
    <K> long lockStripeOf(Lane lane, KeySlotCodec<K> codec, K key, long hash, boolean writing) {
        long home = header(stripeOf(hash));
        while (true) {
            boolean isStrong = StripeCore.isStrong(Memory.getLongAcquire(home + SEQUENCE));
            long filing = isStrong ? codec.strongHash(key, seed) : hash;
            int stripe = stripeOf(filing);
            if (writing) {
                lockNoting(lane, stripe, header(stripe));
            } else {
                lockReading(lane, stripe, header(stripe));
            }
            if (isStrong || !StripeCore.isStrong(Memory.getLong(home + SEQUENCE))) {
                return filing;
            }
            unlock(lane, header(stripe));
        }
    }

    /** Locks a stripe in order to write to it; notes if another thread does. */
    void lockNoting(Lane lane, int stripe, long header) {
        if (!tryLock(lane, stripe, header)) {
            if (StripeLock.isWriting(header + LOCK)) {
                lane.noteMeeting();
            }
            lock(lane, stripe, header);
        }
    }

    void unlockHandingOn(Lane lane, long header) {
        StripeLock.unlockHandingOn(header + LOCK);
        lane.held = 0;
    }

    /**
     * Files an entry as the newest, if it is still that version and its stripe is not locked; returns whether it did.
     */
    boolean renew(int slot, long address, long version) {
        if (!lanes.isOpen()) {
            return false;
        }
        Lane lane = enter();
        try {
            int stripe = index.stripeOf(slot);
            long header = header(stripe);
            if (!tryLockReading(lane, stripe, header)) {
                return false;
            }
            try {
                boolean isSame = index.stripeOf(slot) == stripe && slots.version(address) == version;
                if (isSame) {
                    core.renew(stripe, header, slot, clock.number());
                }
                return isSame;
            } finally {
                unlock(lane, header);
            }
        } catch (Error e) {
            lanes.abandoned = true;
            throw e;
        } finally {
            leave(lane);
        }
    }

    /**
     * Hands an entry to those who are interested, before it changes: if the copy fails, the entry stays, and so does
     * its value out of line. One that is garbled, because the file was truncated, is handed to nobody: the fault is
     * thrown later.
     */
    void announce(int slot, RemovalReason why, @Nullable RemovalSink removals) {
        if (removals != null) {
            try {
                removals.take(slots.wholeBytes(slots.address(slot)), why);
            } catch (GarbledEntryException e) {
                // Nobody can be told what it was.
            }
        }
    }

    /** Unlinks an entry under its stripe's lock and frees its slot. */
    void removeLocked(Lane lane, int stripe, long header, int slot, RemovalReason why, @Nullable RemovalSink removals) {
        announce(slot, why, removals);
        boolean wasHead = recency.head(header) == slot;
        core.unlink(stripe, header, slot, why);
        if (wasHead) {
            tree.raise(stripe, Memory.getLong(header + OLDEST_NUMBER));
        }
        free.give(lane, slot);
    }
}
