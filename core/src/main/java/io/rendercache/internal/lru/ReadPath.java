package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.SlotDescriptor.LENGTHS;
import static io.rendercache.internal.layout.SlotDescriptor.VERSION;

import io.rendercache.internal.file.MappingFaults;
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
 * <ul> <li>A writer makes the version odd, fences with release, and only then changes the slot; it makes the version
 * even with release after the last change. If any byte of (4) was of a later write, then (5) pairs with the writer's
 * fence, and (6) sees at least its odd version: the copy is thrown away. If (3) reads an even version, it pairs with
 * the release that made it even, so (4) sees nothing older. Versions are 64 bits and never restart, so "the same" means
 * "not written in between", also for a slot that was recycled. <li>A stale or torn index can only name a wrong slot,
 * whose key differs, or none. Slot numbers and lengths are whole words that were valid when written; what is computed
 * from them is clamped to the slot all the same. <li>A miss is accepted only if the sequence was even in (1) and is the
 * same after a fence: then no entry was added, removed or overwritten in between, so the key was absent at some moment
 * of the call. Otherwise it looks again, a bounded number of times, and then under the lock. <li>An entry's version
 * becomes even last, when the index has its slot, and odd first, before the index loses it. So as soon as one reader
 * can find an entry, in whichever way, each can: the others see its slot in the index, or a sequence that is odd or has
 * changed. <li>The stamp is written to a slot that may have been recycled since (6). Then another entry has a stamp
 * that is not its own, and counts as used: a little later than it was filed. One entry is misplaced in the order of
 * eviction; nothing else reads stamps. <li>A hit on an entry that is older than its stripe's ring files the entry anew,
 * with the stripe's lock, if nobody has it: see {@link RecencyList}. It never waits.
 * </ul>
 *
 * @param <K> the type that represents a key
 * @param <V> the type that represents a value
 */
public final class ReadPath<K, V> {
    /** Of the smallest page that there is. */
    private static final int PAGE_BITS = 12;

    private final Engine engine;
    private final Stripes stripes;
    private final Slots slots;
    private final KeySlotCodec<K> keyCodec;
    private final SlotCodec<V> valueCodec;
    private final HashIndex index;
    private final HitCounter counter;
    private final RecencyClock clock;
    private final long stampAddress;
    private final RecencyList recency;
    private final boolean ordersHits;
    private final boolean isStampEnough;
    private final boolean isMapped;
    private final int lastByte;
    private final long seed;

    /**
     * Creates a read path.
     *
     * @param counter where its hits and misses are counted
     */
    public ReadPath(Engine engine, KeySlotCodec<K> keyCodec, SlotCodec<V> valueCodec, HitCounter counter) {
        this.engine = engine;
        this.stripes = engine.stripes();
        this.slots = stripes.slots;
        this.keyCodec = keyCodec;
        this.valueCodec = valueCodec;
        this.counter = counter;
        this.seed = stripes.seed;
        this.index = stripes.index;
        this.clock = stripes.clock;
        this.stampAddress = clock.stampAddress();
        this.recency = stripes.recency;
        this.ordersHits = recency.ordersHits();
        this.isStampEnough = recency.isStampEnough();
        this.isMapped = slots.isMapped();
        this.lastByte = stripes.geometry.slotBytes() - 1;
    }

    /**
     * Returns the first word of the key's value, or {@code absent}; makes the entry newest. Counts a hit; the caller
     * counts a miss, because it may look up another spelling first.
     */
    public long getLong(K key, long absent) {
        long hash = keyCodec.hash(key, seed);
        int stripe = stripes.stripeOf(hash);
        long header = stripes.header(stripe);
        int slot = index.firstCandidate(stripe, header, hash);
        for (int attempt = 0; attempt < HashIndex.OPTIMISTIC_ATTEMPTS; attempt++) {
            if (slot > 0) {
                long address = slots.address(slot);
                long version = Memory.getLongAcquire(address + VERSION);
                if (SlotDescriptor.isStable(version) && slots.matches(keyCodec, key, address)) {
                    long value = Memory.getLong(slots.valueAddress(address, Memory.getLong(address + LENGTHS)));
                    Memory.acquireFence();
                    if (Memory.getLong(address + VERSION) == version) {
                        requireWhole(address, attempt);
                        touch(slot, address, version);
                        counter.hit();
                        Reference.reachabilityFence(engine);
                        return value;
                    }
                }
            }
            slot = index.locate(keyCodec, key, hash, seed);
            if (slot == 0) {
                Reference.reachabilityFence(engine);
                return absent;
            }
        }
        Long value = readLocked(key, hash, found -> {
            useLocked(found);
            counter.hit();
            long address = slots.address(found);
            return Memory.getLong(slots.valueAddress(address, Memory.getLong(address + LENGTHS)));
        });
        return value == null ? absent : value;
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
                    requireWhole(address, 0);
                    touch(place.slot(), address, version);
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
        int stripe = stripes.stripeOf(hash);
        long header = stripes.header(stripe);
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
                        requireWhole(address, attempt);
                        if (touch) {
                            touch(slot, address, version);
                        }
                        Reference.reachabilityFence(engine);
                        return copy;
                    }
                    reader.discard(copy);
                }
            }
            slot = index.locate(keyCodec, key, hash, seed);
            if (slot == 0) {
                Reference.reachabilityFence(engine);
                return null;
            }
        }
        return readLocked(key, hash, found -> {
            if (touch) {
                useLocked(found);
            }
            long address = slots.address(found);
            long lengths = Memory.getLong(address + LENGTHS);
            return reader.copy(slots.valueAddress(address, lengths), slots.clampedValueBytes(lengths));
        });
    }

    /** Returns whether the key is present; affects neither recency nor counts. */
    public boolean contains(K key) {
        long hash = keyCodec.hash(key, seed);
        int stripe = stripes.stripeOf(hash);
        long header = stripes.header(stripe);
        for (int attempt = 0; attempt < HashIndex.OPTIMISTIC_ATTEMPTS; attempt++) {
            int slot = index.locate(keyCodec, key, hash, seed);
            if (slot >= 0) {
                Reference.reachabilityFence(engine);
                return slot > 0;
            }
        }
        return readLocked(key, hash, found -> found) != null;
    }

    /** Returns whether the key is present with a value of these bytes; affects neither recency nor counts. */
    public boolean holds(K key, V value) {
        long hash = keyCodec.hash(key, seed);
        int stripe = stripes.stripeOf(hash);
        long header = stripes.header(stripe);
        return readLocked(
                        key, hash, found -> slots.valueMatches(slots.address(found), valueCodec, value) ? found : null)
                != null;
    }

    /**
     * Throws what may be pending: after a slot was read that lies in two pages of a mapped file, of which the second
     * may be gone, or after others were looked at before.
     */
    private void requireWhole(long address, int attempt) {
        if (isMapped && (attempt | (address ^ address + lastByte) >>> PAGE_BITS) != 0) {
            MappingFaults.deliverAt(address);
        }
    }

    /** Stamps an entry that was found in a slot at this version. */
    private void touch(int slot, long address, long version) {
        int now = Memory.getIntOpaque(stampAddress);
        int stamp = Slots.stamp(address);
        if (stamp != now | ordersHits) {
            if (isStampEnough) {
                Slots.stamp(address, now);
            } else {
                touchAnew(slot, address, version, now, stamp);
            }
        }
    }

    private void touchAnew(int slot, long address, long version, int now, int stamp) {
        int since = stamp == 0 ? slots.number(slot) : stamp;
        boolean renewed = (recency.mustRenew(now, since)
                        || ordersHits && recency.isToBeOrdered(stripes.header(index.stripeOf(slot)), slot))
                && stripes.renew(slot, address, version);
        if (!renewed && stamp != now) {
            Slots.stamp(address, now);
        }
    }

    private void useLocked(int slot) {
        int stripe = index.stripeOf(slot);
        stripes.core.use(stripe, stripes.header(stripe), slot, clock.number());
    }

    /** Reads a slot, whose stripe is locked. */
    @FunctionalInterface
    private interface LockedRead<R> {
        @Nullable
        R of(int slot);
    }

    /** Returns what is read of the key's slot with its stripe locked, or {@code null} if the key is absent. */
    private <R> @Nullable R readLocked(K key, long hash, LockedRead<R> read) {
        Lane lane = stripes.enter();
        try {
            long filing = stripes.lockStripeOf(lane, keyCodec, key, hash, false);
            int stripe = stripes.stripeOf(filing);
            try {
                int slot = index.findLocked(stripe, filing, keyCodec, key);
                return slot == 0 ? null : read.of(slot);
            } finally {
                stripes.unlock(lane, stripes.header(stripe));
            }
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    private void remember(PreparedKey prepared, K key) {
        long hash = keyCodec.hash(key, seed);
        int stripe = stripes.stripeOf(hash);
        long header = stripes.header(stripe);
        int slot = index.locate(keyCodec, key, hash, seed);
        if (slot > 0) {
            long address = slots.address(slot);
            long version = Memory.getLongAcquire(address + VERSION);
            if (SlotDescriptor.isStable(version) && slots.matches(keyCodec, key, address)) {
                long valueAddress = slots.valueAddress(address, Memory.getLong(address + LENGTHS));
                Memory.acquireFence();
                if (Memory.getLong(address + VERSION) == version) {
                    prepared.remember(new PreparedKey.Place(slot, address, valueAddress, version));
                }
            }
        }
    }
}
