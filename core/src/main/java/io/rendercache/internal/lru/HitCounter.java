package io.rendercache.internal.lru;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
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
 *
 * <h2>Why no count is lost when a lane is replaced</h2>
 *
 * The next thread reads the counts of the last one, which wrote them without any fence. So every write of the last
 * thread has to happen before those reads, on weakly ordered processors too. There are two ways to know that:
 *
 * <ul>
 *   <li>The last thread's {@link Thread#isAlive} is false. It was alive when it counted, so it has ended, and all its
 *       actions happen before the call that detects this (JLS 17.4.4).
 *   <li>The last thread was collected, and its lane, which is a weak reference to it, was removed from {@link
 *       #COLLECTED}. What a thread does before a {@link Reference#reachabilityFence} of an object happens before the
 *       collector clears a reference to that object, this before it enqueues the reference, and this before the
 *       reference is removed from its queue ({@code java.lang.ref}, memory consistency properties). The fence stands
 *       behind every write of a count. The thread that removes a lane sets its {@link Lane#isOver}, which is volatile,
 *       and a thread that reads true there comes after all of this.
 * </ul>
 *
 * A reference that is merely found cleared says nothing of the kind: a read of null from a reference synchronizes with
 * nothing. Until its lane was removed from the queue, soon after the collection, the next thread counts on the shared
 * adder. A virtual thread can be collected without having ended; then it never counts again, so the same holds.
 */
public final class HitCounter {
    private static final int LANES =
            ceilingPowerOfTwo(Math.min(64, Math.max(8, 4 * Runtime.getRuntime().availableProcessors())));
    private static final int LANE_SHIFT = 64 - Integer.numberOfTrailingZeros(LANES);
    private static final long PHI = 0x9E3779B97F4A7C15L;

    /** The lanes of all unused counters; never written. */
    private static final @Nullable Lane[] UNUSED = new Lane[LANES];

    /** The lanes whose threads were collected, of all counters; emptied whenever a lane is claimed. */
    private static final ReferenceQueue<Thread> COLLECTED = new ReferenceQueue<>();

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
            Reference.reachabilityFence(thread);
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
            Reference.reachabilityFence(thread);
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
        return index(thread.getId());
    }

    static int index(long threadId) {
        return (int) (threadId * PHI >>> LANE_SHIFT);
    }

    /** Returns a new lane for this thread, or {@code null} if another living thread has it. */
    private @Nullable Lane claim(Thread thread) {
        @Nullable Lane[] now = lanes;
        if (now == UNUSED) {
            now = used();
        }
        int index = index(thread);
        noteCollected();
        Lane before = (Lane) LANE.getVolatile(now, index);
        if (before != null) {
            Thread other = before.get();
            if (other == thread) {
                return before;
            }
            if (other == null ? !before.isOver : other.isAlive()) {
                return null;
            }
        }
        // The writes of the last thread happen before this.
        Lane mine = new Lane(thread, before);
        return LANE.compareAndSet(now, index, before, mine) ? mine : null;
    }

    private static void noteCollected() {
        for (Reference<?> each = COLLECTED.poll(); each != null; each = COLLECTED.poll()) {
            ((Lane) each).isOver = true;
        }
    }

    /** Returns the lane that threads with this id use, for tests. */
    @Nullable
    Reference<Thread> laneOf(long threadId) {
        return (Lane) LANE.getVolatile(lanes, index(threadId));
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
            super(thread, COLLECTED);
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

        /** Whether the thread was collected and all its counts happen before a read of true. */
        private volatile boolean isOver;

        Lane(Thread thread, @Nullable Lane before) {
            super(thread);
            if (before != null) {
                hits = (long) HITS.getOpaque(before);
                misses = (long) MISSES.getOpaque(before);
            }
        }
    }
}
