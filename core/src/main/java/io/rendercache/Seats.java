package io.rendercache;

import io.rendercache.internal.lru.HitCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * The dense numbers by which the engine knows the open jobs as owners of entries, and the counters that go with each.
 *
 * <p>A seat is used again by a later job, lowest number first. Its counters only ever rise, so the cache's totals are the
 * sums over all seats, exact also for a thread that still counts for a job that has just ended; a job's own counts are
 * the differences since it took the seat. There are never more seats than jobs were open at once.
 */
final class Seats {
    /** One number with its counters. */
    static final class Seat {
        private final int number;
        private final HitCounter tally = new HitCounter();
        private final LongAdder evictions = new LongAdder();

        private Seat(int number) {
            this.number = number;
        }

        /** Returns the owner's number, 1 or more. */
        int number() {
            return number;
        }

        HitCounter tally() {
            return tally;
        }

        long evictions() {
            return evictions.sum();
        }
    }

    private final PriorityQueue<Integer> free = new PriorityQueue<>();
    private volatile List<Seat> all = List.of();

    synchronized Seat take() {
        Integer lowest = free.poll();
        if (lowest != null) {
            return all.get(lowest - 1);
        }
        List<Seat> more = new ArrayList<>(all);
        Seat seat = new Seat(more.size() + 1);
        more.add(seat);
        all = List.copyOf(more);
        return seat;
    }

    /** Gives back the seat of a job that has no entry left. */
    synchronized void give(Seat seat) {
        free.add(seat.number());
    }

    /** Counts an eviction suffered by an owner. */
    void evicted(int number) {
        all.get(number - 1).evictions.increment();
    }

    long hits() {
        return all.stream().mapToLong(seat -> seat.tally.hits()).sum();
    }

    long misses() {
        return all.stream().mapToLong(seat -> seat.tally.misses()).sum();
    }
}
