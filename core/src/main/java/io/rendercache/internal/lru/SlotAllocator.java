package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.NEWEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

import io.rendercache.internal.concurrent.Uninterruptibly;
import io.rendercache.internal.memory.Memory;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Allocates the slot of an insert: a free one, or that of the entry that it evicts.
 *
 * <p>The victim comes from the stripe whose oldest entry is the oldest of all, which {@link OldestTree} finds. Inserts
 * that do not overlap in time, whichever threads they come from, evict in the order of use.
 *
 * <p><b>Threads that meet.</b> If threads insert at once, "the oldest of all" has no exact meaning, and looking for it
 * costs each of them the cache lines of the others. So a thread that found a stripe locked by a writer, or the clock
 * changed during its insert, takes its next victims from the stripe that it inserts into, one lock and few lines, as
 * long as the thread that last counted a write is writing. How far that may deviate is bounded: a victim must not be
 * younger than the oldest of all by more than an eighth of the capacity, counted in writes. An insert that overlaps no
 * other never does so; nor does one that overlaps only readers.
 *
 * <p><b>Bounded work.</b> An insert files at most {@value #MOVED_AT_MOST} entries anew that were used since they were
 * filed; if that many come before the first that was not, it evicts the least recently used of those it has examined in
 * the last stripe.
 */
final class SlotAllocator {
    static final int MOVED_AT_MOST = 512;

    /** So many writes of a thread may be missing in the clock. */
    private static final int UNCOUNTED_AT_MOST = 64;

    private static final int SPINS_FOR_A_SLOT = 200;
    private static final long SLEEP_FOR_A_SLOT_NANOS = 20_000;

    /** After so many attempts in vain, some tens of milliseconds, slots may have been left behind without a note. */
    private static final int ATTEMPTS_UNTIL_DOUBT = 1_024;

    private final Stripes stripes;
    private final Slots slots;
    private final StripeCore core;
    private final FreeSlots free;
    private final RecencyClock clock;
    private final OldestTree tree;
    private final @Nullable IntConsumer ownerEvicted;
    private final long seed;
    private final long toleratedWrites;

    /** Never reset; evictions of a thread that sees it late are not remembered. */
    private @Nullable GhostList evictedKeys;

    SlotAllocator(Stripes stripes, @Nullable IntConsumer ownerEvicted) {
        this.stripes = stripes;
        this.slots = stripes.slots;
        this.core = stripes.core;
        this.free = stripes.free;
        this.clock = stripes.clock;
        this.tree = stripes.tree;
        this.seed = stripes.seed;
        this.ownerEvicted = ownerEvicted;
        this.toleratedWrites = stripes.geometry.maxEntries() / 8;
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

    /** Returns the number of a write to a stripe that is locked; the clock had {@code clockBefore} when it began. */
    long number(Lane lane, long header, long clockBefore) {
        long number = clock.count(clockBefore, lane.uncounted + 1, lane.number);
        if (number != 0) {
            lane.uncounted = 0;
            return number;
        }
        lane.noteMeeting();
        lane.uncounted++;
        number = clock.number();
        if (lane.uncounted > UNCOUNTED_AT_MOST && clock.count(number, lane.uncounted, lane.number) != 0) {
            lane.uncounted = 0;
        }
        return Math.max(number, Memory.getLong(header + NEWEST_NUMBER));
    }

    /** Returns whether the thread recently met another one writing, and one is writing now. */
    boolean isMeeting(Lane lane) {
        if (lane.met == 0) {
            return false;
        }
        lane.met--;
        Lane writer = stripes.lanes.numbered(clock.writer());
        return writer != null && writer != lane && writer.isWriting();
    }

    /**
     * Returns a slot that belongs to the calling thread alone: a free one, or that of the least recently used entry.
     */
    int take(Lane lane, @Nullable RemovalSink removals) {
        lane.evictedFrom = 0;
        for (int attempt = 0; ; attempt++) {
            int slot = free.take(lane);
            if (slot == 0) {
                slot = evict(lane, removals);
            }
            if (slot != 0) {
                return slot;
            }
            // Every slot belongs to another insert, which will publish it soon, or to one that failed.
            if (attempt < SPINS_FOR_A_SLOT) {
                Thread.onSpinWait();
            } else {
                if (attempt % ATTEMPTS_UNTIL_DOUBT == 0) {
                    stripes.lanes.abandoned = true;
                }
                stripes.collectAbandoned(lane);
                Uninterruptibly.pause(SLEEP_FOR_A_SLOT_NANOS);
            }
        }
    }

    /** Evicts the oldest entry of all and returns its slot, which belongs to the caller; 0 if there is none. */
    int evict(Lane lane, @Nullable RemovalSink removals) {
        int left = MOVED_AT_MOST;
        for (int attempt = 0; ; attempt++) {
            int stripe = tree.oldest();
            if (stripe < 0) {
                return 0;
            }
            long header = stripes.header(stripe);
            int slot;
            stripes.lockNoting(lane, stripe, header);
            try {
                slot = core.oldestIfSettled(header, tree.bound(stripe));
                if (slot == 0) {
                    // Each attempt files entries anew or raises a bound that other threads left behind.
                    boolean any = left == 0 || attempt > stripes.count + MOVED_AT_MOST;
                    long settled = core.settleOldest(
                            stripe, header, any ? OldestTree.NO_ENTRY - 1 : tree.lowestBeside(stripe), left);
                    left -= (int) (settled >>> 32);
                    slot = (int) settled;
                }
                if (slot != 0) {
                    lane.evictedAt = Memory.getLong(header + SEQUENCE);
                    takeOut(stripe, header, slot, removals);
                    lane.evictedTo = Memory.getLong(header + SEQUENCE);
                    lane.evictedFrom = header;
                }
                tree.raise(stripe, Memory.getLong(header + OLDEST_NUMBER));
            } finally {
                stripes.unlock(lane, header);
            }
            if (slot != 0) {
                remember(slot);
                return slot;
            }
        }
    }

    /**
     * Takes out the oldest entry of a stripe that is locked, if it is old enough; returns its slot, or 0.
     */
    int takeOldestLocked(int stripe, long header, @Nullable RemovalSink removals) {
        long highest = Math.min(tree.lowest() + toleratedWrites, OldestTree.NO_ENTRY - 1);
        int slot = (int) core.settleOldest(stripe, header, highest, MOVED_AT_MOST);
        if (slot != 0) {
            takeOut(stripe, header, slot, removals);
            remember(slot);
        }
        long number = Memory.getLong(header + OLDEST_NUMBER);
        if (slot == 0 || number - tree.bound(stripe) > toleratedWrites / 2) {
            tree.raise(stripe, number);
        }
        return slot;
    }

    /**
     * Takes out an entry. Under the stripe's lock, so that removals are taken in the order of changes, and a thread
     * that clears an owner's entries afterwards finds its evictions counted.
     */
    private void takeOut(int stripe, long header, int slot, @Nullable RemovalSink removals) {
        long address = slots.address(slot);
        stripes.announce(slot, RemovalReason.EVICTED, removals);
        core.unlink(stripe, header, slot, RemovalReason.EVICTED);
        if (ownerEvicted != null && slots.owner(address) != 0) {
            ownerEvicted.accept(slots.owner(address));
        }
    }

    /** Remembers the key of an evicted entry whose slot belongs to the caller. */
    private void remember(int slot) {
        GhostList remembered = evictedKeys;
        if (remembered != null) {
            remembered.evicted(slots.strongHash(slots.address(slot), seed));
        }
    }
}
