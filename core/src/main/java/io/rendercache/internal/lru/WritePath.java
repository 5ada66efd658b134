package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.LOCK;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

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
 * first: it changes with each key that is added or removed. An allocated slot is published or given back on every path.
 *
 * <p>A thread that recently met another one inserting does all of it under the stripe's lock instead, with a victim of
 * that stripe: one lock, and no cache line is fetched twice, first to read and then to write.
 */
public final class WritePath<K, V> {
    private final Engine engine;
    private final Slots slots;
    private final StripeCore core;
    private final SlotAllocator allocator;
    private final Contention contention;
    private final KeySlotCodec<K> keyCodec;
    private final SlotCodec<V> valueCodec;
    private final int owner;
    private final HashIndex index;
    private final long seed;

    /**
     * Creates a write path.
     *
     * @param owner number of the owner of what is written through it, 0 for none
     */
    public WritePath(Engine engine, KeySlotCodec<K> keyCodec, SlotCodec<V> valueCodec, int owner) {
        this.engine = engine;
        this.slots = engine.slots();
        this.core = engine.core();
        this.allocator = engine.allocator();
        this.contention = engine.contention();
        this.keyCodec = keyCodec;
        this.valueCodec = valueCodec;
        this.owner = owner;
        this.index = engine.index();
        this.seed = engine.seed();
    }

    /**
     * Writes the value; a new key may evict others. Key and value must fit a slot.
     *
     * @return whether it was written, which depends on the mode and the guard
     */
    public boolean put(K key, V value, PutMode mode, WriteGuard guard, @Nullable RemovalSink removals) {
        int entered = engine.enter();
        try {
            return putInside(key, value, mode, guard, removals);
        } finally {
            engine.leave(entered);
        }
    }

    private boolean putInside(K key, V value, PutMode mode, WriteGuard guard, @Nullable RemovalSink removals) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        if (contention.isRecent()) {
            Boolean written = putAtOnce(stripe, header, hash, key, value, mode, guard, removals);
            if (written != null) {
                return written;
            }
        }
        long sequence = Memory.getLongAcquire(header + SEQUENCE);
        int found = index.locate(stripe, header, keyCodec, key, hash, seed);
        if (found == 0 && mode == PutMode.IF_PRESENT || found > 0 && mode == PutMode.IF_ABSENT) {
            return false;
        }
        if (found != 0) {
            StripeLock.lock(header + LOCK);
            try {
                int slot = core.find(stripe, header, keyCodec, key, hash);
                if (slot != 0) {
                    return overwriteLocked(stripe, header, slot, value, mode, guard, removals);
                }
                if (mode == PutMode.IF_PRESENT) {
                    return false;
                }
                sequence = Memory.getLong(header + SEQUENCE);
            } finally {
                StripeLock.unlock(header + LOCK);
                Reference.reachabilityFence(engine);
            }
        }
        return insert(stripe, header, hash, sequence, key, value, mode, guard, removals);
    }

    /**
     * Writes with one lock and, if needed, a victim of the key's own stripe; returns whether it wrote, or {@code null}
     * if that stripe has no entry to evict.
     */
    private @Nullable Boolean putAtOnce(
            int stripe,
            long header,
            long hash,
            K key,
            V value,
            PutMode mode,
            WriteGuard guard,
            @Nullable RemovalSink removals) {
        lockNoting(header);
        try {
            int present = core.find(stripe, header, keyCodec, key, hash);
            if (present != 0) {
                return overwriteLocked(stripe, header, present, value, mode, guard, removals);
            }
            if (mode == PutMode.IF_PRESENT || !guard.isCurrent()) {
                return false;
            }
            int slot = engine.free().take();
            if (slot == 0) {
                slot = allocator.takeOldestLocked(stripe, header, removals);
            }
            if (slot == 0) {
                return null;
            }
            boolean written = false;
            try {
                slots.write(slot, keyCodec, key, valueCodec, value, owner);
                written = true;
            } finally {
                if (!written) {
                    engine.free().give(slot);
                }
            }
            core.link(stripe, header, hash, slot, 0);
            return true;
        } finally {
            StripeLock.unlock(header + LOCK);
            Reference.reachabilityFence(engine);
        }
    }

    private void lockNoting(long header) {
        if (!StripeLock.tryLock(header + LOCK)) {
            contention.note();
            StripeLock.lock(header + LOCK);
        }
    }

    /** Replaces the key's value if its bytes are those of {@code expected}; returns whether it did. */
    public boolean replace(K key, V expected, V value, @Nullable RemovalSink removals) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        int entered = engine.enter();
        StripeLock.lock(header + LOCK);
        try {
            int slot = core.find(stripe, header, keyCodec, key, hash);
            return slot != 0
                    && slots.valueMatches(slots.address(slot), valueCodec, expected)
                    && overwriteLocked(stripe, header, slot, value, PutMode.ALWAYS, WriteGuard.ALWAYS, removals);
        } finally {
            StripeLock.unlock(header + LOCK);
            engine.leave(entered);
            Reference.reachabilityFence(engine);
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
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        int entered = engine.enter();
        StripeLock.lock(header + LOCK);
        try {
            int slot = core.find(stripe, header, keyCodec, key, hash);
            if (slot == 0 || expected != null && !slots.valueMatches(slots.address(slot), valueCodec, expected)) {
                return false;
            }
            engine.removeLocked(stripe, header, slot, why, removals);
            return true;
        } finally {
            StripeLock.unlock(header + LOCK);
            engine.leave(entered);
            Reference.reachabilityFence(engine);
        }
    }

    /** Inserts a key that was absent when the stripe's sequence was {@code absentAt}, if it still is. */
    private boolean insert(
            int stripe,
            long header,
            long hash,
            long absentAt,
            K key,
            V value,
            PutMode mode,
            WriteGuard guard,
            @Nullable RemovalSink removals) {
        int slot = allocator.take(removals);
        boolean published = false;
        try {
            slots.write(slot, keyCodec, key, valueCodec, value, owner);
            long newest = allocator.newestNumberNoting(slot);
            lockNoting(header);
            try {
                boolean unchanged = Memory.getLong(header + SEQUENCE) == absentAt;
                int present = unchanged ? 0 : core.find(stripe, header, keyCodec, key, hash);
                if (present != 0) {
                    return overwriteLocked(stripe, header, present, value, mode, guard, removals);
                }
                if (guard.isCurrent()) {
                    core.link(stripe, header, hash, slot, newest);
                    published = true;
                }
                return published;
            } finally {
                StripeLock.unlock(header + LOCK);
            }
        } finally {
            if (!published) {
                engine.free().give(slot);
            }
            Reference.reachabilityFence(engine);
        }
    }

    private boolean overwriteLocked(
            int stripe,
            long header,
            int slot,
            V value,
            PutMode mode,
            WriteGuard guard,
            @Nullable RemovalSink removals) {
        if (mode == PutMode.IF_ABSENT || !guard.isCurrent()) {
            return false;
        }
        long address = slots.address(slot);
        if (removals != null) {
            removals.take(slots.bytes(address), RemovalReason.REPLACED);
        }
        try {
            core.overwrite(header, address, valueCodec, value);
        } catch (Throwable e) {
            // Half a value must not stay; its version is odd, so no thread has read it.
            engine.removeLocked(stripe, header, slot, RemovalReason.EXPLICIT, null);
            throw e;
        }
        ReadPath.touch(header, address);
        return true;
    }
}
