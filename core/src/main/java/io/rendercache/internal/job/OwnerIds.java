package io.rendercache.internal.job;

import io.rendercache.internal.lru.HitCounter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The dense numbers by which the engine knows the open jobs as owners of entries, with the counters of each.
 *
 * <p>An id is reused by a later job, lowest number first. Its counters only increase, so the cache's totals are the
 * sums over all ids, exact also for a thread that still counts for a job that has just ended; a job's own counts are
 * the differences since it took the id. There are never more ids than jobs were open at once.
 *
 * <p>Taking an id takes amortised constant time, except for a search of one bit an id; the array of ids doubles when it
 * is full.
 */
public final class OwnerIds {
    private static final int INITIAL_CAPACITY = 16;

    /** One number with its counters. */
    public static final class OwnerId {
        private final int number;
        private final HitCounter hitCounter = new HitCounter();
        private final LongAdder evictions = new LongAdder();

        private OwnerId(int number) {
            this.number = number;
        }

        /** Returns the owner's number, 1 or more. */
        public int number() {
            return number;
        }

        /** Returns the counter of the owner's hits and misses. */
        HitCounter hitCounter() {
            return hitCounter;
        }

        /** Returns how many entries of all owners of this number were evicted. */
        long evictions() {
            return evictions.sum();
        }
    }

    /** Set and cleared in one step each, so that an error in between cannot have two jobs share a number. */
    private final BitSet free = new BitSet();

    /**
     * The id of number n at n - 1; the same ids in each larger copy. Read without a lock: {@link #take} stores an id
     * first, then the array, then the size, and the last two are volatile, so a thread that reads the size and then the
     * array finds that many ids in it. {@link #evicted} has its number from an entry, which was written after its
     * owner's id had been taken and under the stripe's lock, and it holds that lock, so it sees what the writer saw.
     */
    private volatile @Nullable OwnerId[] ids = new OwnerId[INITIAL_CAPACITY];

    private volatile int size;

    /** Takes the id of the lowest number that is free. */
    public synchronized OwnerId take() {
        int lowest = free.nextSetBit(1);
        if (lowest > 0) {
            free.clear(lowest);
            return id(lowest);
        }
        int at = size;
        @Nullable OwnerId[] now = ids;
        if (at == now.length) {
            now = Arrays.copyOf(now, 2 * at);
        }
        OwnerId id = new OwnerId(at + 1);
        now[at] = id;
        ids = now;
        size = at + 1;
        return id;
    }

    /** Gives back the id of a job that has no entry left. */
    public synchronized void giveBack(OwnerId id) {
        free.set(id.number());
    }

    /** Counts an eviction of an owner's entry; called with the lock of the entry's stripe held. */
    public void evicted(int number) {
        // What is read of a file that was truncated may be any number.
        if (number > 0 && number <= size) {
            id(number).evictions.increment();
        }
    }

    /** Returns how many numbers have been taken so far; none is higher. */
    public int count() {
        return size;
    }

    /** Returns the hits of all owners. */
    public long hits() {
        return sum(id -> id.hitCounter.hits());
    }

    /** Returns the misses of all owners. */
    public long misses() {
        return sum(id -> id.hitCounter.misses());
    }

    private long sum(ToLongFunction<OwnerId> counter) {
        long sum = 0;
        // The size before the array.
        int count = size;
        for (int number = 1; number <= count; number++) {
            sum += counter.applyAsLong(id(number));
        }
        return sum;
    }

    private OwnerId id(int number) {
        OwnerId id = ids[number - 1];
        if (id == null) {
            throw new AssertionError("owner " + number + " was never taken");
        }
        return id;
    }
}
