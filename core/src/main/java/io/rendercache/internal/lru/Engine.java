package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.layout.StripeDescriptor.INSERTS;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

import io.rendercache.internal.file.RegionFile;
import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import io.rendercache.internal.memory.RequiredFlags;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded LRU of byte keys and byte values in one region of memory.
 *
 * <p><b>The bound.</b> There are {@code maxEntries} slots, and an entry is a slot. An insert first takes a slot, a free
 * one or that of the entry it evicts, writes it while no other thread can reach it, and then publishes it. So there are
 * never more entries, whatever the threads do.
 *
 * <p><b>Eviction.</b> The least recently used entry is evicted, recency being counted in writes by {@link
 * RecencyClock}: {@link RecencyList} keeps the order within a stripe, {@link OldestTree} finds the oldest of all, and
 * {@link SlotAllocator} takes it out.
 *
 * <p><b>Never two locks.</b> The victim's stripe and the key's are locked one after the other. In between, the slot
 * belongs to the inserting thread. Two exceptions: the lock of the free slots is taken last by whoever needs it, and
 * {@link StrongFiling} locks all stripes, in order.
 *
 * <p><b>Failures inside.</b> An error can come at any instruction: a stack overflow, an exhausted heap, a fault of a
 * mapping, {@code Thread.stop}. Every operation enters its thread's {@link Lane} and leaves it in a {@code finally} of
 * its outermost frame, where unwinding has given stack back, and there gives back the locks that it still holds. A
 * change that was begun and not ended is marked in its stripe, and {@link Repair} rebuilds that.
 *
 * <p><b>Lifetime.</b> Addresses are valid while the region is reachable; each public method keeps this object, and so
 * the region, reachable until it is done.
 */
public final class Engine {
    private static final int CLEARED_AT_ONCE = 64;

    private final Region region;
    private final Geometry geometry;
    private final Stripes stripes;
    private final SlotAllocator allocator;
    private final StrongFiling strongFiling;
    private final @Nullable Mapped mapped;
    private final long recovered;
    private final long discarded;

    /** What a mapped engine has in addition. */
    record Mapped(RegionFile file, FileMapping mapping) {}

    Engine(
            Geometry geometry,
            long seed,
            long firstNumber,
            Region region,
            @Nullable StoredKeys keys,
            @Nullable Mapped mapped,
            @Nullable IntConsumer ownerEvicted) {
        this.geometry = geometry;
        this.region = region;
        this.mapped = mapped;
        this.stripes = new Stripes(geometry, seed, region, keys, mapped != null);
        this.allocator = new SlotAllocator(stripes, ownerEvicted);
        this.strongFiling = new StrongFiling(stripes);
        Lane lane = stripes.enter();
        try {
            if (mapped != null && !mapped.file.isNew()) {
                Recovery recovery = new Recovery(stripes, strongFiling, mapped.mapping.storedKeys());
                recovery.run(lane);
                this.recovered = recovery.recovered();
                this.discarded = recovery.discarded();
            } else {
                stripes.clock.start(firstNumber);
                this.recovered = 0;
                this.discarded = 0;
            }
        } finally {
            stripes.leave(lane);
        }
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
        for (int stripe = 0; stripe < stripes.count; stripe++) {
            sum += Memory.getIntAcquire(stripes.header(stripe) + ENTRIES);
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
    int stripeCount() {
        return stripes.count;
    }

    /** Returns the random number that all hashes of this engine depend on. */
    long seed() {
        return stripes.seed;
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
        return sum(INSERTS);
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
            stripes.lanes.shut();
        }
    }

    /** {@linkplain #shut Shuts} and releases the file, for others to open. Idempotent; does nothing without a file. */
    public void close() throws IOException {
        if (mapped != null) {
            stripes.lanes.shut();
            mapped.file.close(true);
            Reference.reachabilityFence(this);
        }
    }

    /** Files the keys of a stripe by strong hashes from now on. */
    void fileStrongly(Lane lane, int stripe) {
        strongFiling.apply(lane, stripe);
    }

    /** Evicts the least recently used entry; returns whether there was one. */
    public boolean evictOldest(RemovalSink removals) {
        Lane lane = stripes.enter();
        try {
            int slot = allocator.evict(lane, removals);
            if (slot != 0) {
                stripes.free.give(lane, slot);
            }
            return slot != 0;
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    /** Removes the entries that are present now; those written concurrently may stay or be removed. */
    public void clear(@Nullable RemovalSink removals) {
        Lane lane = stripes.enter();
        try {
            for (int stripe = 0; stripe < stripes.count; stripe++) {
                clear(lane, stripe, stripes.header(stripe), removals);
            }
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    /** Clears a stripe in steps, and lets threads that wait for it have it in between. */
    private void clear(Lane lane, int stripe, long header, @Nullable RemovalSink removals) {
        long left = Long.MAX_VALUE;
        long lastInserts = 0;
        while (left > 0) {
            stripes.lock(lane, stripe, header);
            try {
                // An old entry that is hit moves behind newer ones, so as many more have to go as have come.
                long inserts = Memory.getLong(header + INSERTS);
                left = left == Long.MAX_VALUE ? Memory.getInt(header + ENTRIES) : left + (inserts - lastInserts);
                lastInserts = inserts;
                for (int i = 0; i < CLEARED_AT_ONCE && left > 0; i++) {
                    int slot = stripes.recency.head(header);
                    if (slot == 0) {
                        return;
                    }
                    stripes.removeLocked(lane, stripe, header, slot, RemovalReason.CLEARED, removals);
                    left--;
                }
            } finally {
                stripes.unlockHandingOn(lane, header);
            }
        }
    }

    /** Removes an owner's entries; returns how many. */
    public int clearOwner(int owner, @Nullable RemovalSink removals) {
        Lane lane = stripes.enter();
        try {
            int removed = 0;
            for (int stripe = 0; stripe < stripes.count; stripe++) {
                removed += clearOwner(lane, stripe, stripes.header(stripe), owner, removals);
            }
            return removed;
        } catch (Error e) {
            stripes.lanes.abandoned = true;
            throw e;
        } finally {
            stripes.leave(lane);
        }
    }

    private int clearOwner(Lane lane, int stripe, long header, int owner, @Nullable RemovalSink removals) {
        int removed = 0;
        while (true) {
            stripes.lock(lane, stripe, header);
            try {
                for (int i = 0; i < CLEARED_AT_ONCE; i++) {
                    int slot = stripes.owners.first(stripe, owner);
                    if (slot == 0) {
                        return removed;
                    }
                    stripes.removeLocked(lane, stripe, header, slot, RemovalReason.OWNER_CLEARED, removals);
                    removed++;
                }
            } finally {
                stripes.unlockHandingOn(lane, header);
            }
        }
    }

    /** Returns how many entries an owner has; without locks, in time proportional to the number of stripes.slots. */
    public int entriesOf(int owner) {
        int[] count = new int[1];
        forEachOwner(found -> count[0] += found == owner ? 1 : 0);
        return count[0];
    }

    /**
     * Returns whether an owner, to which no thread adds entries now, may have any; without locks. True also if it
     * cannot be told because others are writing.
     */
    public boolean mayHaveEntries(int owner) {
        boolean found = false;
        for (int stripe = 0; stripe < stripes.count && !found; stripe++) {
            long sequence = Memory.getLongAcquire(stripes.header(stripe) + SEQUENCE);
            found = stripes.owners.mayHave(stripe, owner);
            Memory.acquireFence();
            found |= !HashIndex.isUnchanged(stripes.header(stripe), sequence);
        }
        Reference.reachabilityFence(this);
        return found;
    }

    /**
     * Returns how many entries each owner has, by its number; without locks, in time proportional to the number of
     * slots.
     *
     * @param owners the highest number of an owner; of a file that was truncated, others may be read
     */
    public IntUnaryOperator entriesByOwner(int owners) {
        int[] counts = new int[owners + 1];
        forEachOwner(owner -> counts[owner <= owners ? owner : 0]++);
        return owner -> owner <= owners ? counts[owner] : 0;
    }

    /** Visits the owner of each entry; of those that are written or removed meanwhile some. */
    private void forEachOwner(IntConsumer visitor) {
        int used = stripes.free.used();
        for (int slot = 1; slot <= used; slot++) {
            long address = stripes.slots.address(slot);
            long version = stripes.slots.version(address);
            if (SlotDescriptor.isPublished(version)) {
                int owner = stripes.slots.owner(address);
                Memory.acquireFence();
                if (owner > 0 && stripes.slots.version(address) == version) {
                    visitor.accept(owner);
                }
            }
        }
        Reference.reachabilityFence(this);
    }

    /** Returns the number of segments in which {@link #scan} goes through all entries. */
    public int scanSegments() {
        return stripes.count * geometry.bucketsPerStripe();
    }

    /**
     * Visits copies of the few entries of one segment: all that are in it throughout the call, and of others some. No
     * lock is taken unless writers keep interfering.
     *
     * @param copier copies the bytes, which may be of several entries; the result is used only if they were not
     */
    public <C> void scan(int segment, Function<EntryBytes, C> copier, Consumer<? super C> visitor) {
        long header = stripes.header(segment / geometry.bucketsPerStripe());
        List<C> copies = new ArrayList<>();
        for (int attempt = 0; attempt < HashIndex.OPTIMISTIC_ATTEMPTS; attempt++) {
            copies.clear();
            long sequence = Memory.getLongAcquire(header + SEQUENCE);
            boolean whole = stripes.index.forEachUnlocked(segment, slot -> copy(slot, segment, copier, copies));
            Memory.acquireFence();
            if (whole && HashIndex.isUnchanged(header, sequence)) {
                copies.forEach(visitor);
                Reference.reachabilityFence(this);
                return;
            }
            Thread.onSpinWait();
        }
        scanLocked(segment, header, copier, visitor);
    }

    private <C> void scanLocked(int segment, long header, Function<EntryBytes, C> copier, Consumer<? super C> visitor) {
        List<C> copies = new ArrayList<>();
        Lane lane = stripes.enter();
        try {
            stripes.lockReading(lane, segment / geometry.bucketsPerStripe(), header);
            try {
                stripes.index.forEach(
                        segment, slot -> copies.add(copier.apply(stripes.slots.bytes(stripes.slots.address(slot)))));
            } finally {
                stripes.unlock(lane, header);
            }
        } finally {
            stripes.leave(lane);
        }
        copies.forEach(visitor);
    }

    /** Copies an entry; returns whether it was whole and in that segment. */
    private <C> boolean copy(int slot, int segment, Function<EntryBytes, C> copier, List<C> copies) {
        long address = stripes.slots.address(slot);
        long version = stripes.slots.version(address);
        if (!SlotDescriptor.isPublished(version)) {
            return false;
        }
        copies.add(copier.apply(stripes.slots.bytes(address)));
        Memory.acquireFence();
        return stripes.slots.version(address) == version && stripes.index.bucketOf(slot) == segment;
    }

    /**
     * Checks every structure against every other. For a cache at rest, in tests.
     *
     * @throws AssertionError naming the violated invariant
     */
    public void validate() {
        new Invariants(stripes).check();
        Reference.reachabilityFence(this);
    }

    /** Returns the logarithm of the number of writes in a tick. */
    int grainBits() {
        return geometry.tickBits();
    }

    Stripes stripes() {
        return stripes;
    }

    SlotAllocator allocator() {
        return allocator;
    }

    private long sum(int countOffset) {
        long sum = 0;
        for (int stripe = 0; stripe < stripes.count; stripe++) {
            sum += Memory.getLongOpaque(stripes.header(stripe) + countOffset);
        }
        Reference.reachabilityFence(this);
        return sum;
    }
}
