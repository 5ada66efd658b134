package io.rendercache.benchmarks.memory;

import io.rendercache.benchmarks.caches.CacheUnderTest;
import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What runs in the JVM of its own: fills caches and prints a {@link Footprint} in a line.
 *
 * <p>Each key and each value is made for its put, and nothing but the cache keeps it. Before the first reading a small
 * cache is filled, read and closed, so that classes are loaded and code is compiled. The heap is touched as a whole at
 * the start and the collector is the serial one: resident memory grows only beside the heap.
 */
final class MemoryFork {
    /** Where Linux tells the resident memory of a process. */
    static final Path MAPS = Path.of("/proc/self/smaps_rollup");

    static final String RESULT = "footprint: ";

    private static final int WARM_CAPACITY = 1_000;
    private static final int WARM_ROUNDS = 100;

    /** Above the longs that Java keeps boxed. */
    private static final long FIRST_VALUE = 1_000;

    /** OHC finds by so many keys what an entry of its takes. */
    private static final int KEYS = 100;

    /** So many collections in turn that free nothing end the wait. */
    private static final int UNCHANGED = 3;

    private MemoryFork() {}

    /** Takes the implementation, the capacity and the number of caches. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Implementation implementation = Implementation.named(args[0]);
        int capacity = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        Keys keys = new Keys(KEYS, 0);
        warmUp(implementation, keys);
        List<CacheUnderTest> caches = new ArrayList<>(count);
        long heapBefore = liveHeap();
        long residentBefore = resident();
        long entries = 0;
        for (int i = 0; i < count; i++) {
            CacheUnderTest cache = implementation.create(capacity, keys);
            caches.add(cache);
            fill(cache, capacity);
            entries += cache.size();
        }
        long heap = liveHeap() - heapBefore;
        long other = resident() - residentBefore;
        System.out.println(
                RESULT + Json.line(new Footprint(implementation.id(), capacity, count, entries, heap, other)));
        caches.forEach(CacheUnderTest::close);
    }

    private static void warmUp(Implementation implementation, Keys keys) {
        try (CacheUnderTest cache = implementation.create(WARM_CAPACITY, keys)) {
            for (int round = 0; round < WARM_ROUNDS; round++) {
                fill(cache, WARM_CAPACITY);
                for (int key = 0; key < WARM_CAPACITY; key++) {
                    cache.get(Keys.path(key));
                }
            }
            if (cache.size() == 0) {
                throw new IllegalStateException(implementation.id() + " held nothing after it was filled");
            }
        }
    }

    private static void fill(CacheUnderTest cache, int entries) {
        for (int key = 0; key < entries; key++) {
            cache.put(Keys.path(key), FIRST_VALUE + key);
        }
    }

    /** Collects until nothing more is freed: what a reference or a cleaner keeps goes a collection or two later. */
    private static long liveHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < UNCHANGED; unchanged++) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (used < least - least / 1_000) {
                unchanged = -1;
            }
            least = Math.min(least, used);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return least;
    }

    /** Returns the resident memory of this process, to the page; Linux's short form, {@code statm}, is not exact. */
    private static long resident() throws IOException {
        for (String line : Files.readAllLines(MAPS)) {
            if (line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
            }
        }
        throw new IOException(MAPS + " has no line of Rss");
    }
}
