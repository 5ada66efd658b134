package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.LOCK;
import static io.rendercache.internal.layout.StripeDescriptor.NEWEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;

import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.memory.Memory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Allocates the slot of an insert: a free one, or that of the entry that it evicts.
 *
 * <p>Each stripe publishes the number of its oldest entry and of its last insert, counted in inserts over the whole
 * cache; the victim comes from the stripe whose oldest is the oldest of all. Inserts that do not overlap in time,
 * whichever threads they come from, evict in the order of inserts, with entries touched since spared. A thread whose
 * insert met another's takes the next best stripe rather than wait, and for a while the oldest of its key's own stripe:
 * see {@link Contention}.
 */
final class SlotAllocator {
    /**
     * How often a stripe's oldest entry may turn out to be younger than another's before it is evicted anyway. Each
     * time an entry was moved that a hit had paid for, so only other threads' hits can make it many.
     */
    private static final int CHOICES = 10_000;

    private static final int SPINS_FOR_A_SLOT = 200;
    private static final long SLEEP_FOR_A_SLOT_NANOS = 20_000;

    private final long headers;
    private final int stripes;
    private final Slots slots;
    private final StripeCore core;
    private final FreeSlots free;
    private final Contention contention;
    private final @Nullable IntConsumer ownerEvicted;
    private final long seed;

    /** Never reset; evictions of a thread that sees it late are not remembered. */
    private @Nullable GhostList evictedKeys;

    SlotAllocator(
            long headers,
            int stripes,
            Slots slots,
            StripeCore core,
            FreeSlots free,
            Contention contention,
            long seed,
            @Nullable IntConsumer ownerEvicted) {
        this.headers = headers;
        this.stripes = stripes;
        this.slots = slots;
        this.core = core;
        this.free = free;
        this.contention = contention;
        this.seed = seed;
        this.ownerEvicted = ownerEvicted;
    }

    /** Starts remembering the keys that are evicted. */
    void remember(GhostList keys) {
        this.evictedKeys = keys;
    }

    /** Returns the list of evicted keys, or {@code null}. */
    @Nullable
    GhostList evictedKeys() {
        return evictedKeys;
    }

    /**
     * Returns a slot that belongs to the calling thread alone: a free one, or that of the least recently used entry.
     */
    int take(@Nullable RemovalSink removals) {
        for (int attempt = 0; ; attempt++) {
            int slot = free.take();
            if (slot != 0) {
                slots.number(slot, (int) newestNumber());
                return slot;
            }
            slot = evict(removals);
            if (slot != 0) {
                return slot;
            }
            // Every slot belongs to another insert, which will publish it soon.
            if (attempt < SPINS_FOR_A_SLOT) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(SLEEP_FOR_A_SLOT_NANOS);
            }
        }
    }

    /** Returns the highest number of any stripe's last insert; the next insert gets a higher one. */
    private long newestNumber() {
        long newest = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            newest = PackedStripeAge.higher(newest, Memory.getLongOpaque(header(stripe) + NEWEST_NUMBER));
        }
        return newest;
    }

    /**
     * Like {@link #newestNumber}, and notes contention if the number has changed since the slot was taken, because
     * another thread has inserted.
     */
    long newestNumberNoting(int slot) {
        long newest = newestNumber();
        if ((int) newest != slots.number(slots.address(slot))) {
            contention.note();
        }
        return newest;
    }

    /**
     * Evicts the oldest entry of all and returns its slot, which belongs to the caller; its number is that of the
     * newest at that time. Returns 0 if there is none.
     */
    int evict(@Nullable RemovalSink removals) {
        for (int attempt = 0; attempt < CHOICES; attempt++) {
            long first = PackedStripeAge.NONE;
            long second = PackedStripeAge.NONE;
            long newest = 0;
            for (int stripe = 0; stripe < stripes; stripe++) {
                long header = header(stripe);
                newest = PackedStripeAge.higher(newest, Memory.getLongOpaque(header + NEWEST_NUMBER));
                long candidate = PackedStripeAge.of(Memory.getLongOpaque(header + OLDEST_NUMBER), stripe);
                second = PackedStripeAge.lower(second, PackedStripeAge.higher(first, candidate));
                first = PackedStripeAge.lower(first, candidate);
            }
            if (PackedStripeAge.isNone(first)) {
                return 0;
            }
            int chosen = lockOneOf(first, second);
            // Entries used since may have been filed anew, and another stripe's oldest may be older now.
            boolean any = chosen != PackedStripeAge.stripe(first) || attempt == CHOICES - 1;
            int slot = evictAndUnlock(chosen, any ? StripeCore.NO_ENTRY : PackedStripeAge.number(second), removals);
            if (slot != 0) {
                remember(slot);
                slots.number(slot, (int) newest);
                return slot;
            }
        }
        return 0;
    }

    /** Locks the stripe of the first choice or, if that is locked, the stripe of the second if it is free. */
    private int lockOneOf(long first, long second) {
        int stripe = PackedStripeAge.stripe(first);
        if (StripeLock.tryLock(header(stripe) + LOCK)) {
            return stripe;
        }
        contention.note();
        if (!PackedStripeAge.isNone(second) && StripeLock.tryLock(header(PackedStripeAge.stripe(second)) + LOCK)) {
            return PackedStripeAge.stripe(second);
        }
        StripeLock.lock(header(stripe) + LOCK);
        return stripe;
    }

    /** Takes out a stripe's oldest entry if its number is low enough, and unlocks the stripe. */
    private int evictAndUnlock(int stripe, long highestNumber, @Nullable RemovalSink removals) {
        long header = header(stripe);
        try {
            return takeOldest(stripe, header, highestNumber, removals);
        } finally {
            StripeLock.unlock(header + LOCK);
        }
    }

    /** Takes out the oldest entry of a stripe that is locked, whatever its number; returns its slot, or 0. */
    int takeOldestLocked(int stripe, long header, @Nullable RemovalSink removals) {
        int slot = takeOldest(stripe, header, StripeCore.NO_ENTRY - 1, removals);
        if (slot != 0) {
            remember(slot);
        }
        return slot;
    }

    /**
     * Takes out the oldest entry if its number is low enough. Under the stripe's lock, so that removals are taken in
     * the order of changes, and a thread that clears an owner's entries afterwards finds its evictions counted.
     */
    private int takeOldest(int stripe, long header, long highestNumber, @Nullable RemovalSink removals) {
        int slot = core.settleOldest(stripe, header, highestNumber);
        if (slot == 0) {
            return 0;
        }
        long address = slots.address(slot);
        if (removals != null) {
            // Before anything changes, as with every removal: if the copy fails, the entry stays, and so does its value
            // out of line.
            removals.take(slots.bytes(address), RemovalReason.EVICTED);
        }
        core.unlink(stripe, header, slot, RemovalReason.EVICTED);
        if (ownerEvicted != null && slots.owner(address) != 0) {
            ownerEvicted.accept(slots.owner(address));
        }
        return slot;
    }

    /** Remembers the key of an evicted entry whose slot belongs to the caller. */
    private void remember(int slot) {
        GhostList remembered = evictedKeys;
        if (remembered != null) {
            remembered.evicted(slots.strongHash(slots.address(slot), seed));
        }
    }

    private long header(int stripe) {
        return headers + (long) stripe * StripeDescriptor.LENGTH;
    }
}
