package io.rendercache.internal.engine;

import static io.rendercache.internal.memory.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.memory.StripeDescriptor.EPOCH;
import static io.rendercache.internal.memory.StripeDescriptor.LOCK;
import static io.rendercache.internal.memory.StripeDescriptor.NEWEST_NUMBER;
import static io.rendercache.internal.memory.StripeDescriptor.OLDEST_NUMBER;

import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import io.rendercache.internal.memory.RequiredFlags;
import io.rendercache.internal.memory.StripeDescriptor;
import java.lang.ref.Reference;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded LRU of byte keys and byte values in one region of memory.
 *
 * <p><b>The bound.</b> There are {@code maxEntries} slots, and an entry is a slot. An insert first takes a slot, a free one
 * or that of the entry it evicts, writes it while nobody else can reach it, and then publishes it. So there is no
 * instant, whatever the threads do, at which more entries exist.
 *
 * <p><b>Who goes.</b> Each stripe publishes the number of its oldest entry, counted in inserts over the whole cache; the
 * victim comes from the stripe whose oldest is the oldest of all. Used by one thread the cache evicts in the order of
 * inserts, with entries touched since spared; so it does for several threads, as long as their inserts do not coincide.
 * A thread whose insert met another's takes the next best stripe rather than wait, and for a while the oldest of its
 * key's own stripe: see {@link Contention}.
 *
 * <p><b>Never two locks.</b> The victim's stripe and the key's are locked one after the other. In between the slot is
 * the inserting thread's own.
 *
 * <p><b>Lifetime.</b> Addresses are good while the region is reachable; each public method keeps this object, and so the
 * region, reachable until it is done.
 */
public final class Engine {
    /**
     * How often a stripe's oldest entry may turn out to be younger than another's before it will do all the same. Each time
     * an entry was moved that a hit had paid for, so only other threads' hits can make it many.
     */
    private static final int CHOICES = 10_000;

    private static final int SPINS_FOR_A_SLOT = 200;
    private static final long SLEEP_FOR_A_SLOT_NANOS = 20_000;
    private static final int CLEARED_AT_ONCE = 256;

    private final Region region;
    private final Geometry geometry;
    private final long seed;
    private final long headers;
    private final int stripes;
    private final Slots slots;
    private final Links links;
    private final HashIndex index;
    private final RecencyRing ring;
    private final OwnerLists owners;
    private final StripeCore core;
    private final FreeSlots free;
    private final Contention contention = new Contention();
    private final @Nullable IntConsumer ownerEvicted;

    private Engine(Geometry geometry, long seed, long maxSegmentBytes, @Nullable IntConsumer ownerEvicted) {
        this.geometry = geometry;
        this.seed = seed;
        this.ownerEvicted = ownerEvicted;
        this.region =
                Region.anonymous(geometry.indexBytes(), geometry.slotBytes(), geometry.maxEntries(), maxSegmentBytes);
        long base = region.indexAddress();
        this.headers = base + geometry.stripesOffset();
        this.stripes = geometry.stripes();
        this.slots = new Slots(region, geometry);
        this.links = new Links(base + geometry.linksOffset(), geometry.linkBytes());
        this.index = new HashIndex(base + geometry.bucketsOffset(), geometry, links, slots);
        this.ring = new RecencyRing(base + geometry.ringOffset(), geometry.ringPerStripe(), links, slots);
        this.owners = new OwnerLists(base + geometry.ownersOffset(), geometry.ownersPerStripe(), links, slots);
        this.core = new StripeCore(geometry, base, seed, slots, links, index, ring, owners);
        this.free = new FreeSlots(base + Geometry.FREE_SLOTS, geometry.maxEntries(), links, slots);
    }

    /**
     * Starts the description of an engine.
     *
     * @throws IllegalStateException if the JVM was started without the flag that the engine needs
     */
    public static Builder builder() {
        // Before any class is initialised that touches memory and would fail deep inside.
        RequiredFlags.require();
        return new Builder();
    }

    /** Returns the number of entries; never more than {@link #maxEntries}. */
    public long size() {
        long sum = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            sum += Memory.getIntAcquire(header(stripe) + ENTRIES);
        }
        Reference.reachabilityFence(this);
        // The stripes are read one after the other, so an entry that gave way to another may be counted beside it.
        return Math.min(sum, geometry.maxEntries());
    }

    /** Returns the most entries there can be. */
    public int maxEntries() {
        return geometry.maxEntries();
    }

    /** Returns the longest key in bytes. */
    public int maxKeyBytes() {
        return geometry.maxKeyBytes();
    }

    /** Returns the longest value in bytes. */
    public int maxValueBytes() {
        return geometry.maxValueBytes();
    }

    /** Returns the number of stripes. */
    public int stripes() {
        return stripes;
    }

    /** Returns the random number that all hashes of this engine depend on. */
    public long seed() {
        return seed;
    }

    /** Returns the length of everything but the slots, in bytes. */
    public long indexBytes() {
        return region.indexBytes();
    }

    /** Returns the length of the slots in bytes. */
    public long slotBytes() {
        return region.slotBytes();
    }

    /** Returns how many keys were new when they were written. */
    public long inserts() {
        return sum(EPOCH);
    }

    /** Returns how many entries or values have departed for this reason. */
    public long departed(Departure why) {
        return sum(why.countOffset());
    }

    /** Removes the entries that are there now; those written meanwhile may stay or go. */
    public void clear(@Nullable Departures departures) {
        for (int stripe = 0; stripe < stripes; stripe++) {
            long header = header(stripe);
            int left = Memory.getIntAcquire(header + ENTRIES);
            while (left > 0) {
                // In portions, so that nobody waits for the whole stripe.
                StripeLock.lock(header + LOCK);
                try {
                    int portion = Math.min(left, CLEARED_AT_ONCE);
                    left = portion == left ? 0 : left - portion;
                    int slot;
                    while (portion-- > 0 && (slot = ring.oldest(stripe, header)) != 0) {
                        removeLocked(stripe, header, slot, Departure.CLEARED, departures);
                    }
                } finally {
                    StripeLock.unlock(header + LOCK);
                }
            }
        }
        Reference.reachabilityFence(this);
    }

    /** Removes an owner's entries; returns how many. */
    public int clearOwner(int owner, @Nullable Departures departures) {
        int[] removed = new int[1];
        for (int stripe = 0; stripe < stripes; stripe++) {
            int at = stripe;
            long header = header(stripe);
            StripeLock.lock(header + LOCK);
            try {
                owners.forEach(stripe, owner, slot -> {
                    removeLocked(at, header, slot, Departure.OWNER_CLEARED, departures);
                    removed[0]++;
                });
            } finally {
                StripeLock.unlock(header + LOCK);
            }
        }
        Reference.reachabilityFence(this);
        return removed[0];
    }

    /** Returns how many entries an owner has. */
    public int entriesOf(int owner) {
        int[] count = new int[1];
        for (int stripe = 0; stripe < stripes; stripe++) {
            long header = header(stripe);
            StripeLock.lock(header + LOCK);
            try {
                owners.forEach(stripe, owner, slot -> count[0]++);
            } finally {
                StripeLock.unlock(header + LOCK);
            }
        }
        Reference.reachabilityFence(this);
        return count[0];
    }

    /** Returns the number of portions in which {@link #visit} goes through all entries. */
    public int portions() {
        return stripes * geometry.bucketsPerStripe();
    }

    /** Shows the few entries of one portion, with their stripe locked: the visitor copies and does nothing else. */
    public void visit(int portion, Consumer<EntryBytes> visitor) {
        long lock = header(portion / geometry.bucketsPerStripe()) + LOCK;
        StripeLock.lock(lock);
        try {
            index.forEach(portion, slot -> visitor.accept(slots.bytes(slots.address(slot))));
        } finally {
            StripeLock.unlock(lock);
        }
        Reference.reachabilityFence(this);
    }

    /**
     * Checks every structure against every other. For a cache at rest, in tests.
     *
     * @throws AssertionError naming what does not fit
     */
    public void validate() {
        new Invariants(geometry, slots, links, index, ring, owners, core, headers, free).check();
        Reference.reachabilityFence(this);
    }

    Slots slots() {
        return slots;
    }

    HashIndex index() {
        return index;
    }

    StripeCore core() {
        return core;
    }

    FreeSlots free() {
        return free;
    }

    Contention contention() {
        return contention;
    }

    long header(int stripe) {
        return headers + (long) stripe * StripeDescriptor.LENGTH;
    }

    int stripeOf(long hash) {
        return (int) hash & stripes - 1;
    }

    /** Returns a slot that is now the caller's alone: a free one, or that of the least recently used entry. */
    int takeSlot(@Nullable Departures departures) {
        for (int attempt = 0; ; attempt++) {
            int slot = free.take();
            if (slot != 0) {
                slots.number(slot, (int) newestNumber());
                return slot;
            }
            slot = evict(departures);
            if (slot != 0) {
                return slot;
            }
            // Every slot is in the hands of another insert, which will publish it soon.
            if (attempt < SPINS_FOR_A_SLOT) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(SLEEP_FOR_A_SLOT_NANOS);
            }
        }
    }

    /** Unlinks an entry under its stripe's lock and frees its slot. */
    void removeLocked(int stripe, long header, int slot, Departure why, @Nullable Departures departures) {
        if (departures != null) {
            departures.take(slots.bytes(slots.address(slot)), why);
        }
        core.unlink(stripe, header, slot, why);
        free.give(slot);
    }

    /** Returns the highest number of any stripe's last insert: what is inserted now comes after it. */
    long newestNumber() {
        long newest = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            newest = Choice.higher(newest, Memory.getLongOpaque(header(stripe) + NEWEST_NUMBER));
        }
        return newest;
    }

    /**
     * The same, and notes contention if it has moved since the slot was taken: somebody else has inserted meanwhile.
     */
    long newestNumberNoting(int slot) {
        long newest = newestNumber();
        if ((int) newest != slots.number(slots.address(slot))) {
            contention.note();
        }
        return newest;
    }

    /** Returns the slot of the oldest entry of all, now the caller's; its number is that of the newest at that time. */
    private int evict(@Nullable Departures departures) {
        for (int attempt = 0; attempt < CHOICES; attempt++) {
            long first = Choice.NONE;
            long second = Choice.NONE;
            long newest = 0;
            for (int stripe = 0; stripe < stripes; stripe++) {
                long header = header(stripe);
                newest = Choice.higher(newest, Memory.getLongOpaque(header + NEWEST_NUMBER));
                long candidate = Choice.of(Memory.getLongOpaque(header + OLDEST_NUMBER), stripe);
                second = Choice.lower(second, Choice.higher(first, candidate));
                first = Choice.lower(first, candidate);
            }
            if (Choice.isNone(first)) {
                return 0;
            }
            int chosen = lockOneOf(first, second);
            // Entries used since may have moved up, and another stripe's oldest may be older now.
            boolean any = chosen != Choice.stripe(first) || attempt == CHOICES - 1;
            int slot = evictLocked(chosen, any ? StripeCore.NO_ENTRY : Choice.number(second));
            if (slot != 0) {
                tellOf(slot, departures);
                slots.number(slot, (int) newest);
                return slot;
            }
        }
        return 0;
    }

    /** Locks the first choice's stripe or, rather than wait for it, the second's if there is one. */
    private int lockOneOf(long first, long second) {
        int stripe = Choice.stripe(first);
        if (StripeLock.tryLock(header(stripe) + LOCK)) {
            return stripe;
        }
        contention.note();
        if (!Choice.isNone(second) && StripeLock.tryLock(header(Choice.stripe(second)) + LOCK)) {
            return Choice.stripe(second);
        }
        StripeLock.lock(header(stripe) + LOCK);
        return stripe;
    }

    /** Takes out a stripe's oldest entry if its number is low enough, and unlocks the stripe. */
    private int evictLocked(int stripe, long highestNumber) {
        long header = header(stripe);
        try {
            int slot = core.settleOldest(stripe, header, highestNumber);
            if (slot != 0) {
                core.unlink(stripe, header, slot, Departure.EVICTED);
            }
            return slot;
        } finally {
            StripeLock.unlock(header + LOCK);
        }
    }

    /** Takes out the oldest entry of a stripe that is locked, whatever its number; returns its slot, or 0. */
    int evictAnyLocked(int stripe, long header, @Nullable Departures departures) {
        int slot = core.settleOldest(stripe, header, StripeCore.NO_ENTRY - 1);
        if (slot != 0) {
            core.unlink(stripe, header, slot, Departure.EVICTED);
            tellOf(slot, departures);
        }
        return slot;
    }

    private void tellOf(int slot, @Nullable Departures departures) {
        long address = slots.address(slot);
        if (departures != null) {
            departures.take(slots.bytes(address), Departure.EVICTED);
        }
        if (ownerEvicted != null && slots.owner(address) != 0) {
            ownerEvicted.accept(slots.owner(address));
        }
    }

    private long sum(int countOffset) {
        long sum = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            sum += Memory.getLongOpaque(header(stripe) + countOffset);
        }
        Reference.reachabilityFence(this);
        return sum;
    }

    /** Describes an engine. */
    public static final class Builder {
        private int maxEntries = 1_000;
        private int maxKeyBytes = 256;
        private int maxValueBytes = 256;
        private int stripes;
        private long seed = ThreadLocalRandom.current().nextLong();
        private long maxSegmentBytes = Region.DEFAULT_MAX_SEGMENT_BYTES;
        private boolean owners;
        private @Nullable IntConsumer ownerEvicted;

        private Builder() {}

        /** Sets the number of slots. */
        public Builder maxEntries(int entries) {
            this.maxEntries = entries;
            return this;
        }

        /** Sets the longest key. */
        public Builder maxKeyBytes(int bytes) {
            this.maxKeyBytes = bytes;
            return this;
        }

        /** Sets the longest value. */
        public Builder maxValueBytes(int bytes) {
            this.maxValueBytes = bytes;
            return this;
        }

        /** Sets the number of stripes, rounded up to a power of two; 0 to have it chosen. */
        public Builder stripes(int count) {
            this.stripes = count;
            return this;
        }

        /** Lets entries have owners, and tells an owner's number whenever one of its entries is evicted. */
        public Builder owners(IntConsumer evicted) {
            this.owners = true;
            this.ownerEvicted = evicted;
            return this;
        }

        /** Sets the seed of all hashes, for tests that must repeat. */
        public Builder seed(long number) {
            this.seed = number;
            return this;
        }

        /** Sets the longest segment of slots, for tests of several. */
        public Builder maxSegmentBytes(long bytes) {
            this.maxSegmentBytes = bytes;
            return this;
        }

        /** Allocates the memory. */
        public Engine build() {
            Geometry geometry = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, stripes, owners);
            return new Engine(geometry, seed, maxSegmentBytes, ownerEvicted);
        }
    }
}
