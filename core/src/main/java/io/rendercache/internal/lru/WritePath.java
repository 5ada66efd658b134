package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.memory.Memory;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Writes and removes entries, for keys and values of one encoding and one owner.
 *
 * <p>An insert looks for the key, allocates a slot, fills it while no other thread can reach it, locks the key's
 * stripe, looks again and publishes. The second look is skipped if the stripe's sequence has not changed since the
 * first: it changes with each key that is added or removed. An allocated slot is published or
 * given back on every path, but for errors during publication.
 *
 * <p>A thread that meets another one writing does all of it under the stripe's lock instead, with a victim of
 * that stripe: one lock, and no cache line is fetched twice, first to read and then to write.
 *
 * <p>Each method is the outermost frame of an operation: see {@link Engine}.
 */
public final class WritePath<K, V> {
    private final Engine engine;
    private final Stripes stripes;
    private final Slots slots;
    private final StripeCore core;
    private final FreeSlots free;
    private final SlotAllocator allocator;
    private final RecencyClock clock;
    private final KeySlotCodec<K> keyCodec;
    private final SlotCodec<V> valueCodec;
    private final int owner;
    private final HashIndex index;
    private final long seed;

    /** What {@link #putAtOnce} returns if it has not written, and nothing says that it must not. */
    private static final int NO_VICTIM = -1;

    private static final int NOT_WRITTEN = 0;
    private static final int WRITTEN = 1;

    /**
     * Creates a write path.
     *
     * @param owner number of the owner of what is written through it, 0 for none
     */
    public WritePath(Engine engine, KeySlotCodec<K> keyCodec, SlotCodec<V> valueCodec, int owner) {
        this.engine = engine;
        this.stripes = engine.stripes();
        this.slots = stripes.slots;
        this.core = stripes.core;
        this.free = stripes.free;
        this.allocator = engine.allocator();
        this.clock = stripes.clock;
        this.keyCodec = keyCodec;
        this.valueCodec = valueCodec;
        this.owner = owner;
        this.index = stripes.index;
        this.seed = stripes.seed;
    }

    /**
     * Writes the value; a new key may evict others. Key and value must fit a slot.
     *
     * @return whether it was written, which depends on the mode and the guard
     */
    public boolean put(K key, V value, PutMode mode, WriteGuard guard, @Nullable RemovalSink removals) {
        Lane lane = stripes.enter();
        try {
            return putInside(lane, key, value, mode, guard, removals);
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    private boolean putInside(
            Lane lane, K key, V value, PutMode mode, WriteGuard guard, @Nullable RemovalSink removals) {
        long hash = keyCodec.hash(key, seed);
        lane.beginWrite();
        if (allocator.isMeeting(lane)) {
            int written = putAtOnce(lane, hash, key, value, mode, guard, removals);
            if (written != NO_VICTIM) {
                return written == WRITTEN;
            }
        }
        long clockBefore = clock.number();
        int stripe = stripes.stripeOf(hash);
        long sequence = Memory.getLongAcquire(stripes.header(stripe) + SEQUENCE);
        int found = index.firstCandidate(stripe, stripes.header(stripe), hash);
        long version = found == 0 ? 0 : versionIfHeld(key, found);
        boolean mayBeElsewhere = found != 0 || mode != PutMode.ALWAYS || StripeCore.isStrong(sequence);
        if (version == 0 && (mayBeElsewhere || index.mayBeChained(stripe, hash))) {
            found = index.locate(keyCodec, key, hash, seed);
        }
        if (found == 0 && mode == PutMode.IF_PRESENT || found > 0 && mode == PutMode.IF_ABSENT) {
            return false;
        }
        // The sequence says nothing about a key that is filed in another stripe.
        boolean isAbsentAt = found == 0 && !StripeCore.isStrong(sequence);
        if (found != 0) {
            long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, true);
            long header = stripes.header(stripes.stripeOf(filing));
            try {
                // While the slot has that version it holds the key.
                int slot = version != 0 && slots.version(slots.address(found)) == version
                        ? found
                        : index.findLocked(stripes.stripeOf(filing), filing, keyCodec, key);
                if (slot != 0) {
                    return overwriteLocked(
                            lane,
                            stripes.stripeOf(filing),
                            header,
                            slot,
                            key,
                            value,
                            mode,
                            guard,
                            removals,
                            clockBefore);
                }
                if (mode == PutMode.IF_PRESENT) {
                    return false;
                }
            } finally {
                stripes.unlock(lane, header);
            }
        }
        return insert(lane, hash, isAbsentAt, sequence, key, value, mode, guard, removals, clockBefore);
    }

    /** Returns the version at which the slot held the key, or 0 if it does not hold it. */
    private long versionIfHeld(K key, int slot) {
        long address = slots.address(slot);
        long version = slots.version(address);
        if (!SlotDescriptor.isPublished(version) || !slots.matches(keyCodec, key, address)) {
            return 0;
        }
        Memory.acquireFence();
        return Memory.getLong(address + SlotDescriptor.VERSION) == version ? version : 0;
    }

    /**
     * Writes with one lock and, if needed, a victim of the key's own stripe, unless that has none that is old enough.
     */
    private int putAtOnce(
            Lane lane, long hash, K key, V value, PutMode mode, WriteGuard guard, @Nullable RemovalSink removals) {
        long clockBefore = clock.number();
        boolean crowded = false;
        long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, true);
        int stripe = stripes.stripeOf(filing);
        long header = stripes.header(stripe);
        try {
            int present = index.findLocked(stripe, filing, keyCodec, key);
            if (present != 0) {
                boolean written =
                        overwriteLocked(lane, stripe, header, present, key, value, mode, guard, removals, clockBefore);
                return written ? WRITTEN : NOT_WRITTEN;
            }
            if (mode == PutMode.IF_PRESENT || !guard.isCurrent()) {
                return NOT_WRITTEN;
            }
            int slot = free.take(lane);
            if (slot == 0) {
                slot = allocator.takeOldestLocked(stripe, header, removals);
            }
            if (slot == 0) {
                return NO_VICTIM;
            }
            boolean isWhole = false;
            try {
                slots.write(slot, keyCodec, key, valueCodec, value, owner);
                isWhole = true;
            } finally {
                if (!isWhole) {
                    free.give(lane, slot);
                }
            }
            crowded = core.link(stripe, header, filing, slot, allocator.number(lane, header, clockBefore))
                    && filing == hash;
            guard.written(key);
        } finally {
            stripes.unlock(lane, header);
        }
        if (crowded) {
            engine.fileStrongly(lane, stripe);
        }
        return WRITTEN;
    }

    /**
     * Waits until the writes of the key that are being published are over, by taking the stripe's lock once: what
     * the calling thread did before is seen by every later write of the key, and an earlier one is seen by the thread.
     */
    public void awaitWrites(K key) {
        long hash = keyCodec.hash(key, seed);
        Lane lane = stripes.enter();
        try {
            long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, false);
            stripes.unlock(lane, stripes.header(stripes.stripeOf(filing)));
        } finally {
            stripes.leave(lane);
        }
    }

    /** Replaces the key's value if its bytes are those of {@code expected}; returns whether it did. */
    public boolean replace(K key, V expected, V value, WriteGuard guard, @Nullable RemovalSink removals) {
        long hash = keyCodec.hash(key, seed);
        Lane lane = stripes.enter();
        try {
            lane.beginWrite();
            long clockBefore = clock.number();
            long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, true);
            int stripe = stripes.stripeOf(filing);
            long header = stripes.header(stripe);
            try {
                int slot = index.findLocked(stripe, filing, keyCodec, key);
                return slot != 0
                        && slots.valueMatches(slots.address(slot), valueCodec, expected)
                        && overwriteLocked(
                                lane, stripe, header, slot, key, value, PutMode.ALWAYS, guard, removals, clockBefore);
            } finally {
                stripes.unlock(lane, header);
            }
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    /**
     * Removes the key.
     *
     * @param expected the value to remove, or {@code null} for any
     * @return whether there was one
     */
    public boolean remove(K key, @Nullable V expected, RemovalReason why, @Nullable RemovalSink removals) {
        long hash = keyCodec.hash(key, seed);
        Lane lane = stripes.enter();
        try {
            long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, true);
            int stripe = stripes.stripeOf(filing);
            long header = stripes.header(stripe);
            try {
                int slot = index.findLocked(stripe, filing, keyCodec, key);
                if (slot == 0 || expected != null && !slots.valueMatches(slots.address(slot), valueCodec, expected)) {
                    return false;
                }
                stripes.removeLocked(lane, stripe, header, slot, why, removals);
                return true;
            } finally {
                stripes.unlock(lane, header);
            }
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    /** Inserts a key, which was absent when the stripe of its hash had that sequence, if it still is. */
    private boolean insert(
            Lane lane,
            long hash,
            boolean isAbsentAt,
            long absentAt,
            K key,
            V value,
            PutMode mode,
            WriteGuard guard,
            @Nullable RemovalSink removals,
            long clockBefore) {
        int slot = allocator.take(lane, removals);
        boolean isOurs = true;
        boolean crowded = false;
        int stripe;
        try {
            slots.write(slot, keyCodec, key, valueCodec, value, owner);
            long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, true);
            stripe = stripes.stripeOf(filing);
            long header = stripes.header(stripe);
            try {
                // What this thread has evicted from the stripe meanwhile was another key.
                boolean isEvicted = lane.evictedFrom == header && lane.evictedAt == absentAt;
                long expected = isEvicted ? lane.evictedTo : absentAt;
                boolean unchanged = isAbsentAt && filing == hash && HashIndex.isUnchanged(header, expected);
                int present = unchanged ? 0 : index.findLocked(stripe, filing, keyCodec, key);
                if (present != 0) {
                    return overwriteLocked(
                            lane, stripe, header, present, key, value, mode, guard, removals, clockBefore);
                }
                if (!guard.isCurrent()) {
                    return false;
                }
                // Whatever happens from here on, the slot is the stripe's, which is rebuilt if it is left half done.
                isOurs = false;
                crowded = core.link(stripe, header, filing, slot, allocator.number(lane, header, clockBefore))
                        && filing == hash;
                guard.written(key);
            } finally {
                stripes.unlock(lane, header);
            }
        } finally {
            if (isOurs) {
                free.give(lane, slot);
            }
        }
        if (crowded) {
            engine.fileStrongly(lane, stripe);
        }
        return true;
    }

    private boolean overwriteLocked(
            Lane lane,
            int stripe,
            long header,
            int slot,
            K key,
            V value,
            PutMode mode,
            WriteGuard guard,
            @Nullable RemovalSink removals,
            long clockBefore) {
        if (mode == PutMode.IF_ABSENT || !guard.isCurrent()) {
            return false;
        }
        long address = slots.address(slot);
        stripes.announce(slot, RemovalReason.REPLACED, removals);
        try {
            core.overwrite(header, address, valueCodec, value);
        } catch (RuntimeException e) {
            // Half a value must not stay; its version is odd, so no thread has read it.
            stripes.removeLocked(lane, stripe, header, slot, RemovalReason.EXPLICIT, null);
            throw e;
        }
        guard.written(key);
        core.use(stripe, header, slot, allocator.number(lane, header, clockBefore));
        Reference.reachabilityFence(engine);
        return true;
    }
}
