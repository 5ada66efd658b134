package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the paths that must be silent to the garbage collector allocate: a fact of the code, so a test and no timing.
 */
class AllocationTest {
    private static final int OPERATIONS = 20_000;
    private static final List<String> INSERTED = Keys.paths(3_000);
    private static final List<String> EQUAL =
            INSERTED.stream().map(Keys::copyOf).toList();

    private long sum;

    @Test
    void shouldAllocateNothingPerHitOfTheFrameCache() {
        try (FrameDirCache cache = FrameDirCache.create();
                JobScope job = cache.openJob("job")) {
            INSERTED.subList(0, 900).forEach(job::maxFrameIndex);

            assertNothing(() -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    sum += job.maxFrameIndex(EQUAL.get(i % 900));
                }
            });
        }
    }

    @Test
    void shouldAllocateNothingPerHitOfAPreparedKey() {
        try (FrameDirCache cache = FrameDirCache.create();
                JobScope job = cache.openJob("job")) {
            List<FrameDir> prepared =
                    INSERTED.subList(0, 900).stream().map(job::frameDir).toList();
            prepared.forEach(FrameDir::maxFrameIndex);
            prepared.forEach(FrameDir::maxFrameIndex);

            assertNothing(() -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    sum += prepared.get(i % 900).maxFrameIndex();
                }
            });
        }
    }

    @Test
    void shouldAllocateNothingPerMissAndPerInsertThatEvicts() {
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(1_000)
                .build()) {
            Long value = 1_234_567L;

            assertNothing(() -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    cache.put(INSERTED.get(i % INSERTED.size()), value);
                    sum += cache.get("absent") == null ? 1 : 0;
                }
            });
            assertTrue(cache.stats().evictions() > OPERATIONS);
        }
    }

    @Test
    void shouldAllocateOnlyTheObjectThatAHitReturns() {
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(1_000)
                .build()) {
            for (int i = 0; i < 900; i++) {
                cache.put(INSERTED.get(i), 1L << 40 | i);
            }

            double bytes = bytesPerOperation(() -> {
                for (int i = 0; i < OPERATIONS; i++) {
                    sum += cache.get(EQUAL.get(i % 900));
                }
            });

            // A Long: a header of 8 to 16 bytes and 8 bytes of value.
            assertTrue(bytes <= 24.1, bytes + " bytes a hit");
        }
    }

    private static void assertNothing(Runnable operations) {
        assertEquals(0, bytesPerOperation(operations), 0.1, "bytes an operation");
    }

    /** Returns the least of several rounds: in the first the JVM still allocates for itself. */
    private static double bytesPerOperation(Runnable operations) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            operations.run();
            least = Math.min(least, (double) (threads.getCurrentThreadAllocatedBytes() - before) / OPERATIONS);
        }
        return least;
    }
}
