package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.SlotDescriptor.LENGTHS;
import static io.rendercache.internal.layout.SlotDescriptor.VERSION;
import static io.rendercache.internal.layout.StripeDescriptor.EPOCH;
import static io.rendercache.internal.layout.StripeDescriptor.LOCK;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.marshal.ValueReader;
import io.rendercache.internal.memory.Memory;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Looks entries up, for keys and values of one encoding.
 *
 * <h2>Why a lookup needs no lock</h2>
 *
 * A reader (1) reads the stripe's sequence with acquire, (2) finds a candidate's slot number in the index with acquire,
 * (3) reads the slot's version with acquire, (4) compares the key and copies the value, (5) fences, (6) reads the
 * version again. It accepts the copy only if both versions are the same and even.
 *
 * <ul>
 *   <li>A writer makes the version odd, fences with release, and only then changes the slot; it makes the version even
 *       with release after the last change. If any byte of (4) was of a later write, then (5) pairs with the writer's
 *       fence, and (6) sees at least its odd version: the copy is thrown away. If (3) reads an even version, it pairs
 *       with the release that made it even, so (4) sees nothing older. Versions are 64 bits and never restart, so
 *       "the same" means "not written in between", also for a slot that was recycled.
 *   <li>A stale or torn index can only name a wrong slot, whose key differs, or none. Slot numbers and lengths are
 *       whole words that were valid when written; what is computed from them is clamped to the slot all the same.
 *   <li>A miss is accepted only if the sequence was even in (1) and is the same after a fence: then no entry was added,
 *       removed or overwritten in between, so the key was absent at some moment of the call. Otherwise it looks again,
 *       a bounded number of times, and then under the lock.
 *   <li>The stamp is written to a slot that may have been recycled since (6). Then another entry has a stamp that is
 *       not its own: if too old, it counts as unused since it was filed; if too new, it is cut to the present. One
 *       entry is misplaced in the order of eviction; nothing else reads stamps.
 * </ul>
 *
 * @param <K> the type that represents a key
 * @param <V> the type that represents a value
 */
public final class ReadPath<K, V> {
    private final Engine engine;
    private final Slots slots;
    private final StripeCore core;
    private final KeySlotCodec<K> keyCodec;
    private final SlotCodec<V> valueCodec;
    private final HashIndex index;
    private final HitCounter counter;
    private final long seed;

    /**
     * Creates a read path.
     *
     * @param counter where its hits and misses are counted
     */
    public ReadPath(Engine engine, KeySlotCodec<K> keyCodec, SlotCodec<V> valueCodec, HitCounter counter) {
        this.engine = engine;
        this.slots = engine.slots();
        this.core = engine.core();
        this.keyCodec = keyCodec;
        this.valueCodec = valueCodec;
        this.counter = counter;
        this.seed = engine.seed();
        this.index = engine.index();
    }

    /**
     * Returns the first word of the key's value, or {@code absent}; makes the entry newest. Counts a hit; the caller
     * counts a miss, because it may look up another spelling first.
     */
    public long getLong(K key, long absent) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        int slot = index.firstCandidate(stripe, header, hash);
        for (int attempt = 0; attempt < HashIndex.OPTIMISTIC_ATTEMPTS; attempt++) {
            if (slot > 0) {
                long address = slots.address(slot);
                long version = Memory.getLongAcquire(address + VERSION);
                if (SlotDescriptor.isStable(version) && slots.matches(keyCodec, key, address)) {
                    long value = Memory.getLong(slots.valueAddress(address, Memory.getLong(address + LENGTHS)));
                    Memory.acquireFence();
                    if (Memory.getLong(address + VERSION) == version) {
                        touch(header, address);
                        counter.hit();
                        Reference.reachabilityFence(engine);
                        return value;
                    }
                }
            }
            slot = index.locate(stripe, header, keyCodec, key, hash, seed);
            if (slot == 0) {
                Reference.reachabilityFence(engine);
                return absent;
            }
        }
        return getLongLocked(stripe, header, key, hash, absent);
    }

    /**
     * Like {@link #getLong}, for a key that remembers where it was found: as long as it is there, nothing is looked up.
     */
    public long getLong(PreparedKey prepared, K key, long absent) {
        PreparedKey.Place place = prepared.place();
        if (place != null) {
            long address = place.address();
            long version = place.version();
            if (Memory.getLongAcquire(address + VERSION) == version) {
                long value = Memory.getLong(place.valueAddress());
                Memory.acquireFence();
                if (Memory.getLong(address + VERSION) == version) {
                    touch(place.header(), address);
                    counter.hit();
                    Reference.reachabilityFence(engine);
                    return value;
                }
            }
        }
        long value = getLong(key, absent);
        if (value != absent) {
            remember(prepared, key);
            Reference.reachabilityFence(engine);
        }
        return value;
    }

    /** Returns a copy of the key's value, or {@code null}; counts, and makes the entry newest. */
    public <C> @Nullable C get(K key, ValueReader<C> reader) {
        C copy = copy(key, reader, true);
        if (copy == null) {
            missed(key);
        } else {
            counter.hit();
        }
        return copy;
    }

    /** Counts a miss of the key. */
    public void missed(K key) {
        counter.miss();
        GhostList remembered = engine.allocator().evictedKeys();
        if (remembered != null) {
            remembered.missed(keyCodec.strongHash(key, seed));
        }
    }

    /**
     * Returns a copy of the key's value, or {@code null}; counts nothing, and makes the entry newest only if {@code
     * touch} is set.
     */
    public <C> @Nullable C copy(K key, ValueReader<C> reader, boolean touch) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        int slot = index.firstCandidate(stripe, header, hash);
        for (int attempt = 0; attempt < HashIndex.OPTIMISTIC_ATTEMPTS; attempt++) {
            if (slot > 0) {
                long address = slots.address(slot);
                long version = Memory.getLongAcquire(address + VERSION);
                if (SlotDescriptor.isStable(version) && slots.matches(keyCodec, key, address)) {
                    long lengths = Memory.getLong(address + LENGTHS);
                    C copy = reader.copy(slots.valueAddress(address, lengths), slots.clampedValueBytes(lengths));
                    Memory.acquireFence();
                    if (Memory.getLong(address + VERSION) == version) {
                        if (touch) {
                            touch(header, address);
                        }
                        Reference.reachabilityFence(engine);
                        return copy;
                    }
                    reader.discard(copy);
                }
            }
            slot = index.locate(stripe, header, keyCodec, key, hash, seed);
            if (slot == 0) {
                Reference.reachabilityFence(engine);
                return null;
            }
        }
        return copyLocked(stripe, header, key, hash, reader, touch);
    }

    /** Returns whether the key is present; affects neither recency nor counts. */
    public boolean contains(K key) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        for (int attempt = 0; attempt < HashIndex.OPTIMISTIC_ATTEMPTS; attempt++) {
            int slot = index.locate(stripe, header, keyCodec, key, hash, seed);
            if (slot >= 0) {
                Reference.reachabilityFence(engine);
                return slot > 0;
            }
        }
        StripeLock.lock(header + LOCK);
        try {
            return core.find(stripe, header, keyCodec, key, hash) != 0;
        } finally {
            StripeLock.unlock(header + LOCK);
            Reference.reachabilityFence(engine);
        }
    }

    /** Returns whether the key is present with a value of these bytes; affects neither recency nor counts. */
    public boolean holds(K key, V value) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        StripeLock.lock(header + LOCK);
        try {
            int slot = core.find(stripe, header, keyCodec, key, hash);
            return slot != 0 && slots.valueMatches(slots.address(slot), valueCodec, value);
        } finally {
            StripeLock.unlock(header + LOCK);
            Reference.reachabilityFence(engine);
        }
    }

    static void touch(long header, long address) {
        Slots.touch(address, (int) Memory.getLongOpaque(header + EPOCH));
    }

    private long getLongLocked(int stripe, long header, K key, long hash, long absent) {
        StripeLock.lock(header + LOCK);
        try {
            int slot = core.find(stripe, header, keyCodec, key, hash);
            if (slot == 0) {
                return absent;
            }
            long address = slots.address(slot);
            touch(header, address);
            counter.hit();
            return Memory.getLong(slots.valueAddress(address, Memory.getLong(address + LENGTHS)));
        } finally {
            StripeLock.unlock(header + LOCK);
            Reference.reachabilityFence(engine);
        }
    }

    private <C> @Nullable C copyLocked(
            int stripe, long header, K key, long hash, ValueReader<C> reader, boolean touch) {
        StripeLock.lock(header + LOCK);
        try {
            int slot = core.find(stripe, header, keyCodec, key, hash);
            if (slot == 0) {
                return null;
            }
            long address = slots.address(slot);
            if (touch) {
                touch(header, address);
            }
            long lengths = Memory.getLong(address + LENGTHS);
            return reader.copy(slots.valueAddress(address, lengths), slots.clampedValueBytes(lengths));
        } finally {
            StripeLock.unlock(header + LOCK);
            Reference.reachabilityFence(engine);
        }
    }

    private void remember(PreparedKey prepared, K key) {
        long hash = keyCodec.hash(key, seed);
        int stripe = engine.stripeOf(hash);
        long header = engine.header(stripe);
        int slot = index.locate(stripe, header, keyCodec, key, hash, seed);
        if (slot > 0) {
            long address = slots.address(slot);
            long version = Memory.getLongAcquire(address + VERSION);
            if (SlotDescriptor.isStable(version) && slots.matches(keyCodec, key, address)) {
                long valueAddress = slots.valueAddress(address, Memory.getLong(address + LENGTHS));
                Memory.acquireFence();
                if (Memory.getLong(address + VERSION) == version) {
                    prepared.remember(new PreparedKey.Place(header, address, valueAddress, version));
                }
            }
        }
    }
}
