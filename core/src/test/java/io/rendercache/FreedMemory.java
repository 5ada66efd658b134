package io.rendercache;

import com.sun.management.OperatingSystemMXBean;
import io.rendercache.codec.Codecs;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Run by {@link FreedMemoryTest}: what the process has of the system before, with and after a cache of a gigabyte. */
final class FreedMemory {
    private static final long CACHE_BYTES = 1L << 30;
    private static final int SLOT_BYTES = 1 << 10;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private FreedMemory() {}

    /** Exits with 0 if the memory came back, with 3 if it did not in time, with 4 if it was never taken. */
    public static void main(String[] args) {
        // What any cache loads and starts.
        useCache(1);
        long before = SYSTEM.getCommittedVirtualMemorySize();
        long with = useCache((int) (CACHE_BYTES / SLOT_BYTES));
        if (with - before < CACHE_BYTES) {
            System.out.println("took " + (with - before));
            System.exit(4);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (with - SYSTEM.getCommittedVirtualMemorySize() < CACHE_BYTES) {
            if (System.nanoTime() > end) {
                System.out.println("gave back " + (with - SYSTEM.getCommittedVirtualMemorySize()));
                System.exit(3);
            }
            System.gc();
        }
        System.out.println("given back");
    }

    /** Builds, uses and closes a cache; returns what the process had while it was open. */
    private static long useCache(int maxEntries) {
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(maxEntries)
                .maxKeyBytes(16)
                .maxValueBytes(SLOT_BYTES - 64)
                .build()) {
            cache.put("key", new byte[16]);
            return SYSTEM.getCommittedVirtualMemorySize();
        }
    }
}
