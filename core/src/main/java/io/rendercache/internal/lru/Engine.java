package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.layout.StripeDescriptor.EPOCH;
import static io.rendercache.internal.layout.StripeDescriptor.LOCK;

import io.rendercache.internal.file.RegionFile;
import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import io.rendercache.internal.memory.RequiredFlags;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded LRU of byte keys and byte values in one region of memory.
 *
 * <p><b>The bound.</b> There are {@code maxEntries} slots, and an entry is a slot. An insert first takes a slot, a free
 * one or that of the entry it evicts, writes it while no other thread can reach it, and then publishes it. So there are
 * never more entries, whatever the threads do.
 *
 * <p><b>Eviction.</b> The least recently used entry is evicted, recency being counted in inserts: {@link RecencyRing}
 * keeps the order within a stripe, {@link SlotAllocator} finds the oldest of all.
 *
 * <p><b>Never two locks.</b> The victim's stripe and the key's are locked one after the other. In between, the slot
 * belongs to the inserting thread.
 *
 * <p><b>Lifetime.</b> Addresses are valid while the region is reachable; each public method keeps this object, and so
 * the region, reachable until it is done.
 */
public final class Engine {
    private static final int CLEARED_AT_ONCE = 256;

    private final Region region;
    private final Geometry geometry;
    private final long seed;
    private final long headers;
    private final int stripes;
    private final Slots slots;
    private final LinkTable links;
    private final HashIndex index;
    private final RecencyRing ring;
    private final OwnerLists owners;
    private final StripeCore core;
    private final FreeSlots free;
    private final Contention contention = new Contention();
    private final SlotAllocator allocator;
    private final @Nullable Mapped mapped;
    private final long recovered;
    private final long discarded;
    private final long insertsBefore;

    /** What a mapped engine has in addition: the file, and the barrier that keeps late writers out of it. */
    record Mapped(RegionFile file, FileMapping mapping, WriterBarrier barrier) {}

    Engine(Geometry geometry, long seed, Region region, @Nullable Mapped mapped, @Nullable IntConsumer ownerEvicted) {
        this.geometry = geometry;
        this.seed = seed;
        this.region = region;
        long base = region.indexAddress();
        this.headers = base + geometry.stripesOffset();
        this.stripes = geometry.stripes();
        this.slots = new Slots(region, geometry, seed);
        this.links = new LinkTable(base + geometry.linksOffset(), geometry.linkBytes());
        this.index = new HashIndex(base + geometry.bucketsOffset(), geometry, links, slots);
        this.ring = new RecencyRing(
                base + geometry.ringOffset(), geometry.ringPerStripe(), region.orderAddress(), links, region);
        this.owners = new OwnerLists(base + geometry.ownersOffset(), geometry.ownersPerStripe(), links, slots);
        this.core = new StripeCore(geometry, base, seed, slots, links, index, ring, owners);
        this.free = new FreeSlots(base + Geometry.FREE_SLOTS, geometry.maxEntries(), links, slots);
        this.allocator = new SlotAllocator(headers, stripes, slots, core, free, contention, seed, ownerEvicted);
        this.mapped = mapped;
        if (mapped != null && !mapped.file.isNew()) {
            Recovery recovery =
                    new Recovery(geometry, headers, seed, slots, ring, index, core, free, mapped.mapping.storedKeys());
            recovery.run();
            this.recovered = recovery.recovered();
            this.discarded = recovery.discarded();
        } else {
            this.recovered = 0;
            this.discarded = 0;
        }
        this.insertsBefore = sum(EPOCH);
    }

    /**
     * Returns if the JVM was started with the flag that the engine needs.
     *
     * @throws IllegalStateException if it was not, naming the flag
     */
    public static void requireFlags() {
        RequiredFlags.require();
    }

    /**
     * Returns a builder of an engine.
     *
     * @throws IllegalStateException if the JVM was started without the flag that the engine needs
     */
    public static EngineBuilder builder() {
        // Before any class is initialised that touches memory and would fail deep inside.
        RequiredFlags.require();
        return new EngineBuilder();
    }

    /** Returns the number of entries; never more than {@link #maxEntries}. */
    public long size() {
        long sum = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            sum += Memory.getIntAcquire(header(stripe) + ENTRIES);
        }
        Reference.reachabilityFence(this);
        // The stripes are read one after the other, so an evicted entry and its successor may both be counted.
        return Math.min(sum, geometry.maxEntries());
    }

    /** Returns the maximum number of entries. */
    public int maxEntries() {
        return geometry.maxEntries();
    }

    /** Returns the number of stripes. */
    int stripes() {
        return stripes;
    }

    /** Returns the random number that all hashes of this engine depend on. */
    long seed() {
        return seed;
    }

    /** Returns the length of everything except the slots, in bytes. */
    public long indexBytes() {
        return region.indexBytes();
    }

    /** Returns the length of the slots in bytes. */
    public long slotBytes() {
        return region.slotBytes();
    }

    /** Returns how many whole entries were found in the file. */
    public long recovered() {
        return recovered;
    }

    /** Returns how many entries were torn, or had lost their value, and were dropped. */
    public long discarded() {
        return discarded + removed(RemovalReason.LOST);
    }

    /** Returns the new path of a file that did not fit and was set aside, or {@code null}. */
    public @Nullable Path setAside() {
        return mapped == null ? null : mapped.file.setAside();
    }

    /** Forces mapped memory to the disk; does nothing without a file. */
    public void flush() throws IOException {
        region.force();
    }

    /** Returns how many new keys were inserted. */
    public long inserts() {
        return sum(EPOCH) - insertsBefore;
    }

    /** Returns how many entries or values were removed for this reason. */
    public long removed(RemovalReason why) {
        return sum(why.countOffset());
    }

    /**
     * Starts remembering, on the heap, which keys were recently evicted, and counting misses of them. Adds to an
     * eviction and a miss a hash of the key's bytes. Idempotent.
     */
    public synchronized void countReloads() {
        if (allocator.evictedKeys() == null) {
            allocator.remember(new GhostList(geometry.maxEntries()));
        }
    }

    /** Returns how many misses were of recently evicted keys, since {@link #countReloads}. */
    public long reloads() {
        GhostList remembered = allocator.evictedKeys();
        return remembered == null ? 0 : remembered.count();
    }

    /** Refuses further writers, and waits for those inside; readers may stay. Does nothing without a file. */
    public void shut() {
        if (mapped != null) {
            mapped.barrier.shut();
        }
    }

    /** {@linkplain #shut Shuts} and releases the file, for others to open. Idempotent; does nothing without a file. */
    public void close() throws IOException {
        if (mapped != null) {
            mapped.barrier.shut();
            mapped.file.close(true);
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Admits a writer; returns the argument for {@link #leave}.
     *
     * @throws IllegalStateException if the engine's file has been released
     */
    int enter() {
        return mapped == null ? 0 : mapped.barrier.enter();
    }

    void leave(int entered) {
        if (mapped != null) {
            mapped.barrier.leave(entered);
        }
    }

    /** Evicts the least recently used entry; returns whether there was one. */
    public boolean evictOldest(RemovalSink removals) {
        int entered = enter();
        try {
            int slot = allocator.evict(removals);
            if (slot != 0) {
                free.give(slot);
            }
            return slot != 0;
        } finally {
            leave(entered);
            Reference.reachabilityFence(this);
        }
    }

    /** Removes the entries that are present now; those written concurrently may stay or be removed. */
    public void clear(@Nullable RemovalSink removals) {
        int entered = enter();
        try {
            for (int stripe = 0; stripe < stripes; stripe++) {
                clear(stripe, header(stripe), removals);
            }
        } finally {
            leave(entered);
            Reference.reachabilityFence(this);
        }
    }

    /** Clears a stripe in steps, so that no thread waits for all of it. */
    private void clear(int stripe, long header, @Nullable RemovalSink removals) {
        long left = Long.MAX_VALUE;
        long lastEpoch = 0;
        while (left > 0) {
            StripeLock.lock(header + LOCK);
            try {
                // An old entry that is hit moves behind newer ones, so as many more have to go as have come.
                long epoch = Memory.getLong(header + EPOCH);
                left = left == Long.MAX_VALUE ? Memory.getInt(header + ENTRIES) : left + (epoch - lastEpoch);
                lastEpoch = epoch;
                for (int i = 0; i < CLEARED_AT_ONCE && left > 0; i++) {
                    int slot = ring.oldest(stripe, header);
                    if (slot == 0) {
                        return;
                    }
                    removeLocked(stripe, header, slot, RemovalReason.CLEARED, removals);
                    left--;
                }
            } finally {
                StripeLock.unlock(header + LOCK);
            }
        }
    }

    /** Removes an owner's entries; returns how many. */
    public int clearOwner(int owner, @Nullable RemovalSink removals) {
        int entered = enter();
        try {
            int removed = 0;
            for (int stripe = 0; stripe < stripes; stripe++) {
                removed += clearOwner(stripe, header(stripe), owner, removals);
            }
            return removed;
        } finally {
            leave(entered);
            Reference.reachabilityFence(this);
        }
    }

    private int clearOwner(int stripe, long header, int owner, @Nullable RemovalSink removals) {
        int[] removed = new int[1];
        StripeLock.lock(header + LOCK);
        try {
            owners.forEach(stripe, owner, slot -> {
                removeLocked(stripe, header, slot, RemovalReason.OWNER_CLEARED, removals);
                removed[0]++;
            });
        } finally {
            StripeLock.unlock(header + LOCK);
        }
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
                Reference.reachabilityFence(this);
            }
        }
        return count[0];
    }

    /** Returns the number of segments in which {@link #scan} goes through all entries. */
    public int scanSegments() {
        return stripes * geometry.bucketsPerStripe();
    }

    /** Visits the few entries of one segment, with their stripe locked: the visitor copies and does nothing else. */
    public void scan(int segment, Consumer<EntryBytes> visitor) {
        long lock = header(segment / geometry.bucketsPerStripe()) + LOCK;
        StripeLock.lock(lock);
        try {
            index.forEach(segment, slot -> visitor.accept(slots.bytes(slots.address(slot))));
        } finally {
            StripeLock.unlock(lock);
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Checks every structure against every other. For a cache at rest, in tests.
     *
     * @throws AssertionError naming the violated invariant
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

    SlotAllocator allocator() {
        return allocator;
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

    /** Unlinks an entry under its stripe's lock and frees its slot. */
    void removeLocked(int stripe, long header, int slot, RemovalReason why, @Nullable RemovalSink removals) {
        if (removals != null) {
            removals.take(slots.bytes(slots.address(slot)), why);
        }
        core.unlink(stripe, header, slot, why);
        free.give(slot);
    }

    private long sum(int countOffset) {
        long sum = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            sum += Memory.getLongOpaque(header(stripe) + countOffset);
        }
        Reference.reachabilityFence(this);
        return sum;
    }
}
