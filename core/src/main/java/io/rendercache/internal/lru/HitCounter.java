package io.rendercache.internal.lru;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts hits and misses exactly, and without a cache line that threads share.
 *
 * <p>A thread claims a lane and is from then on the only one to write it, so it counts with a plain read and an opaque
 * write, about a nanosecond. A lane whose thread has ended is replaced by one of the next thread, which goes on from
 * its counts. A thread that finds its lane taken by a living one counts on a shared adder: slower, and just as exact.
 * The lanes are few, so any number of short-lived threads costs no more memory than a few long-lived ones; and a lane
 * is created when its first thread counts, so an unused counter costs next to nothing: there is one for each job.
 */
public final class HitCounter {
    private static final int LANES =
            ceilingPowerOfTwo(Math.min(64, Math.max(8, 4 * Runtime.getRuntime().availableProcessors())));
    private static final int LANE_SHIFT = 64 - Integer.numberOfTrailingZeros(LANES);
    private static final long PHI = 0x9E3779B97F4A7C15L;

    /** The lanes of all unused counters; never written. */
    private static final @Nullable Lane[] UNUSED = new Lane[LANES];

    private static final VarHandle LANE = MethodHandles.arrayElementVarHandle(Lane[].class);
    private static final VarHandle HITS;
    private static final VarHandle MISSES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HITS = lookup.findVarHandle(LaneCounts.class, "hits", long.class);
            MISSES = lookup.findVarHandle(LaneCounts.class, "misses", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Replaced once, under this counter's lock. Read without it: a thread that sees a stale {@link #UNUSED} finds no
     * lane of its own there, and looks again with the lock.
     */
    private @Nullable Lane[] lanes = UNUSED;

    private final LongAdder sharedHits = new LongAdder();
    private final LongAdder sharedMisses = new LongAdder();

    /** Counts a hit. */
    public void hit() {
        Thread thread = Thread.currentThread();
        Lane lane = lanes[index(thread)];
        if (lane == null || !lane.refersTo(thread)) {
            lane = claim(thread);
        }
        if (lane == null) {
            sharedHits.increment();
        } else {
            HITS.setOpaque(lane, lane.hits + 1);
        }
    }

    /** Counts a miss. */
    public void miss() {
        Thread thread = Thread.currentThread();
        Lane lane = lanes[index(thread)];
        if (lane == null || !lane.refersTo(thread)) {
            lane = claim(thread);
        }
        if (lane == null) {
            sharedMisses.increment();
        } else {
            MISSES.setOpaque(lane, lane.misses + 1);
        }
    }

    /** Returns the hits so far; concurrent ones may be missing. */
    public long hits() {
        return sum(HITS) + sharedHits.sum();
    }

    /** Returns the misses so far; concurrent ones may be missing. */
    public long misses() {
        return sum(MISSES) + sharedMisses.sum();
    }

    private static int index(Thread thread) {
        return (int) (thread.getId() * PHI >>> LANE_SHIFT);
    }

    /** Returns a new lane for this thread, or {@code null} if another living thread has it. */
    private @Nullable Lane claim(Thread thread) {
        @Nullable Lane[] now = lanes;
        if (now == UNUSED) {
            now = used();
        }
        int index = index(thread);
        Lane before = (Lane) LANE.getVolatile(now, index);
        Thread other = before == null ? null : before.get();
        if (other == thread) {
            return before;
        }
        if (other != null && other.isAlive()) {
            return null;
        }
        // A thread seen to have ended happens before this, and so do all its counts.
        Lane mine = new Lane(thread, before);
        return LANE.compareAndSet(now, index, before, mine) ? mine : null;
    }

    private synchronized @Nullable Lane[] used() {
        if (lanes == UNUSED) {
            lanes = new Lane[LANES];
        }
        return lanes;
    }

    private long sum(VarHandle counts) {
        @Nullable Lane[] now;
        synchronized (this) {
            now = lanes;
        }
        long sum = 0;
        for (int index = 0; index < LANES; index++) {
            Lane lane = (Lane) LANE.getVolatile(now, index);
            if (lane != null) {
                sum += (long) counts.getOpaque(lane);
            }
        }
        return sum;
    }

    private static int ceilingPowerOfTwo(int value) {
        return Integer.highestOneBit(value - 1) << 1;
    }

    /** Two cache lines between what other threads read of a lane, its thread, and what this one writes. */
    @SuppressWarnings("unused")
    private abstract static class PaddingBefore extends WeakReference<Thread> {
        private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

        PaddingBefore(Thread thread) {
            super(thread);
        }
    }

    private abstract static class LaneCounts extends PaddingBefore {
        long hits;
        long misses;

        LaneCounts(Thread thread) {
            super(thread);
        }
    }

    /** The counts of one thread, and of those that had its place before; padded at the end as well. */
    @SuppressWarnings("unused")
    private static final class Lane extends LaneCounts {
        private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

        Lane(Thread thread, @Nullable Lane before) {
            super(thread);
            if (before != null) {
                hits = (long) HITS.getOpaque(before);
                misses = (long) MISSES.getOpaque(before);
            }
        }
    }
}
