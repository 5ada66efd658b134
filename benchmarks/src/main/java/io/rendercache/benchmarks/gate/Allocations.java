package io.rendercache.benchmarks.gate;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes that an operation allocates on this thread.
 *
 * <p>Operations are run in rounds until they are compiled, and the round that allocated least counts: code that is not
 * compiled yet, or is compiled anew, allocates more and never less.
 */
final class Allocations {
    private static final int OPERATIONS = 40_000;
    private static final int ROUNDS = 25;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private @Nullable Object seen;

    /** Returns the bytes of one operation, rounded to whole bytes; keys go round from 0 up to {@code keys}. */
    long bytesEach(IntFunction<@Nullable Object> operation, int keys) {
        if (!threads.isThreadAllocatedMemorySupported() || !threads.isThreadAllocatedMemoryEnabled()) {
            throw new IncomparableException("this JVM does not count what a thread allocates; run the gate on HotSpot");
        }
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        // No round can have less than nothing.
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            run(operation, keys);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return Math.round((double) least / OPERATIONS);
    }

    private void run(IntFunction<@Nullable Object> operation, int keys) {
        int key = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            seen = operation.apply(key);
            key = key + 1 == keys ? 0 : key + 1;
        }
    }

    /** Returns what the last operation answered; kept where the compiler cannot know that nobody looks. */
    @Nullable
    Object seen() {
        return seen;
    }
}
