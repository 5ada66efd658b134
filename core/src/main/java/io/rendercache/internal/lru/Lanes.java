package io.rendercache.internal.lru;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of the threads that write to an engine. A thread finds its own by its id, in a table that grows until each
 * living thread has one; the lane of a thread that has ended goes to the next that needs one, with its number.
 *
 * <p>Also the barrier that keeps writers out of a file once it is released: closing waits until the last writer has
 * left, and only then may another process open the file. A writer first marks its lane, and then checks whether the
 * barrier is shut; the closing thread shuts it first, and then reads the lanes. Both are volatile, so one of the two
 * sees the other. A new lane is in the table before its thread marks it. Readers need no barrier: the mapping outlives
 * the file's lock, and they write only stamps, which no entry depends on.
 */
final class Lanes {
    private static final long PHI = 0x9E3779B97F4A7C15L;
    private static final int FEWEST = 64;
    private static final int PROBES = 4;
    private static final long PAUSE_NANOS = 20_000;

    /** After so long the stack of a thread that is inside tells whether it is still here. */
    private static final long INSPECTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final boolean hasBarrier;
    private volatile boolean shut;

    /**
     * Replaced under this object's lock; a thread that sees a stale one finds no lane there and looks again with the
     * lock.
     */
    private @Nullable Lane[] table = new @Nullable Lane[FEWEST];

    /** By number. Replaced under this object's lock. */
    private volatile @Nullable Lane[] numbered = new @Nullable Lane[0];

    /** How many numbers have been given to lanes. */
    private int numbers;

    /**
     * Whether an operation failed in a way that may have left something behind: a slot that belongs to nobody, or a
     * marked stripe. Written without a call, because there may be no stack for one.
     */
    volatile boolean abandoned;

    Lanes(boolean hasBarrier) {
        this.hasBarrier = hasBarrier;
    }

    /**
     * Begins an operation of the calling thread, whose lane this is.
     *
     * @throws IllegalStateException if the barrier is shut
     */
    void enter(Lane lane) {
        if (hasBarrier) {
            lane.beginVisibly();
            if (shut) {
                lane.end();
                throw new IllegalStateException("the cache is closed");
            }
        } else {
            lane.begin();
        }
    }

    /** Returns whether the barrier is not shut. */
    boolean isOpen() {
        return !shut;
    }

    /** Returns this thread's lane. */
    Lane mine() {
        Thread thread = Thread.currentThread();
        @Nullable Lane[] now = table;
        Lane lane = now[home(thread, now.length)];
        return lane != null && lane.refersTo(thread) ? lane : find(thread);
    }

    /** Returns the lane of this number, or {@code null}. */
    @Nullable
    Lane numbered(int number) {
        @Nullable Lane[] now = numbered;
        return number < 0 || number >= now.length ? null : now[number];
    }

    /**
     * Refuses further operations, and waits for those inside; one whose thread has ended, or is not here any more,
     * counts as ended.
     */
    void shut() {
        shut = true;
        awaitQuiescence(null, Long.MAX_VALUE);
    }

    /**
     * Waits until every operation that is under way has ended, or its thread has, or has left without saying so.
     *
     * @param except whose operation is not waited for
     * @return whether they have all ended in time
     */
    boolean awaitQuiescence(@Nullable Lane except, long timeoutNanos) {
        List<Lane> inside = new ArrayList<>();
        List<Long> operations = new ArrayList<>();
        for (Lane lane : numbered) {
            if (lane != null && lane != except && lane.isInside()) {
                inside.add(lane);
                operations.add(lane.operations());
            }
        }
        long start = System.nanoTime();
        for (int i = 0; i < inside.size(); i++) {
            Lane lane = inside.get(i);
            long operation = operations.get(i);
            while (lane.isInside(operation)) {
                long waitedNanos = System.nanoTime() - start;
                if (waitedNanos > timeoutNanos) {
                    return false;
                }
                if (waitedNanos > INSPECTED_NANOS && !StripeLock.isHere(lane.get())) {
                    // So that the next to wait need not look.
                    lane.left = operation;
                    break;
                }
                Uninterruptibly.pause(PAUSE_NANOS);
            }
        }
        return true;
    }

    private synchronized Lane find(Thread thread) {
        while (true) {
            @Nullable Lane[] now = table;
            int home = home(thread, now.length);
            int free = -1;
            for (int probe = 0; probe < PROBES; probe++) {
                int place = home + probe & now.length - 1;
                Lane lane = now[place];
                if (lane != null && lane.refersTo(thread)) {
                    return lane;
                }
                if (free < 0 && (lane == null || lane.isOfEndedThread())) {
                    free = place;
                }
            }
            if (free >= 0) {
                Lane lane = next(thread, now[free]);
                number(lane);
                now[free] = lane;
                return lane;
            }
            grow(now);
        }
    }

    /** Returns a lane that goes on with the number and the operations of one whose thread has ended, or a new one. */
    private Lane next(Thread thread, @Nullable Lane ended) {
        if (ended != null && !ended.isInside()) {
            return new Lane(thread, ended.number, ended.operations);
        }
        if (ended != null) {
            // Its locks are found by those who wait for them, under a number that must not be used again.
            abandoned = true;
        }
        return new Lane(thread, numbers++, 0);
    }

    private void number(Lane lane) {
        @Nullable Lane[] lanes = numbered;
        if (lane.number >= lanes.length) {
            lanes = Arrays.copyOf(lanes, Math.max(lane.number + 1, 2 * lanes.length));
        }
        lanes[lane.number] = lane;
        // Publishes the element, too.
        numbered = lanes;
    }

    private void grow(@Nullable Lane[] now) {
        int length = now.length;
        @Nullable Lane[] grown;
        do {
            length *= 2;
            grown = rehashed(now, length);
        } while (grown == null);
        table = grown;
    }

    /** Returns the lanes of living threads in a table of this length, or {@code null} if there they do not fit. */
    private static @Nullable Lane @Nullable [] rehashed(@Nullable Lane[] now, int length) {
        @Nullable Lane[] grown = new @Nullable Lane[length];
        for (Lane lane : now) {
            Thread thread = lane == null ? null : lane.get();
            if (lane == null || thread == null) {
                continue;
            }
            int home = home(thread, length);
            int probe = 0;
            while (probe < PROBES && grown[home + probe & length - 1] != null) {
                probe++;
            }
            if (probe == PROBES) {
                return null;
            }
            grown[home + probe & length - 1] = lane;
        }
        return grown;
    }

    private static int home(Thread thread, int length) {
        return (int) (thread.getId() * PHI >>> 32) & length - 1;
    }
}
