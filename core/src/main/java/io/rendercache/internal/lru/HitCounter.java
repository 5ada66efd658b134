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
 * write, about a nanosecond. A lane whose thread has ended is claimed by the next; what it counted stays in the sum. A
 * thread that finds its lane taken by a living one counts on a shared adder: slower, and just as exact. The lanes are
 * few, so any number of short-lived threads costs no more memory than a few long-lived ones.
 */
public final class HitCounter {
    private static final int LANES =
            ceilingPowerOfTwo(Math.min(64, Math.max(8, 4 * Runtime.getRuntime().availableProcessors())));
    private static final int LANE_SHIFT = 64 - Integer.numberOfTrailingZeros(LANES);
    private static final long PHI = 0x9E3779B97F4A7C15L;

    /** Words between lanes: two cache lines, and as many before the first. */
    private static final int STRIDE = 16;

    private static final int HITS = 0;
    private static final int MISSES = 1;

    private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(WeakReference[].class);
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final @Nullable WeakReference<?>[] owners = new WeakReference<?>[LANES];
    private final long[] counts = new long[(LANES + 2) * STRIDE];
    private final LongAdder sharedHits = new LongAdder();
    private final LongAdder sharedMisses = new LongAdder();

    /** Counts a hit. */
    public void hit() {
        count(HITS);
    }

    /** Counts a miss. */
    public void miss() {
        count(MISSES);
    }

    /** Returns the hits so far; those of threads that are counting meanwhile may be missing. */
    public long hits() {
        return sum(HITS) + sharedHits.sum();
    }

    /** Returns the misses so far; those of threads that are counting meanwhile may be missing. */
    public long misses() {
        return sum(MISSES) + sharedMisses.sum();
    }

    private void count(int which) {
        Thread thread = Thread.currentThread();
        int lane = (int) (thread.getId() * PHI >>> LANE_SHIFT);
        WeakReference<?> owner = owners[lane];
        if (owner != null && isOf(owner, thread)) {
            increment(lane, which);
        } else {
            claimOrShare(thread, lane, which);
        }
    }

    private void increment(int lane, int which) {
        int at = (lane + 1) * STRIDE + which;
        COUNT.setOpaque(counts, at, counts[at] + 1);
    }

    private void claimOrShare(Thread thread, int lane, int which) {
        WeakReference<?> owner = owners[lane];
        // A thread seen to have ended happens before this, and so do all its counts.
        boolean free = owner == null || !(owner.get() instanceof Thread other) || !other.isAlive();
        if (free && OWNER.compareAndSet(owners, lane, owner, new WeakReference<>(thread))) {
            increment(lane, which);
        } else {
            (which == HITS ? sharedHits : sharedMisses).increment();
        }
    }

    private long sum(int which) {
        long sum = 0;
        for (int lane = 0; lane < LANES; lane++) {
            sum += (long) COUNT.getOpaque(counts, (lane + 1) * STRIDE + which);
        }
        return sum;
    }

    @SuppressWarnings("unchecked")
    private static boolean isOf(WeakReference<?> owner, Thread thread) {
        return ((WeakReference<Thread>) owner).refersTo(thread);
    }

    private static int ceilingPowerOfTwo(int value) {
        return Integer.highestOneBit(value - 1) << 1;
    }
}
