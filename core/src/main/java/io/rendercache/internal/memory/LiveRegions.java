package io.rendercache.internal.memory;

import java.util.Arrays;

/**
 * The ranges of memory that are allocated now, so that tests catch an access outside them, or after they were freed.
 * Reads are lock-free on an immutable snapshot.
 */
final class LiveRegions {
    private record Snapshot(long[] starts, long[] lengths) {}

    private static volatile Snapshot live = new Snapshot(new long[0], new long[0]);

    private LiveRegions() {}

    static synchronized void add(long start, long length) {
        Snapshot old = live;
        int at = -Arrays.binarySearch(old.starts, start) - 1;
        live = new Snapshot(inserted(old.starts, at, start), inserted(old.lengths, at, length));
    }

    static synchronized void remove(long start) {
        Snapshot old = live;
        int at = Arrays.binarySearch(old.starts, start);
        live = new Snapshot(without(old.starts, at), without(old.lengths, at));
    }

    static void check(long address, long length, int alignment) {
        if ((address & (alignment - 1)) != 0) {
            throw new IndexOutOfBoundsException("address " + address + " is not aligned to " + alignment);
        }
        Snapshot now = live;
        int at = Arrays.binarySearch(now.starts, address);
        int below = at >= 0 ? at : -at - 2;
        if (below < 0 || address + length > now.starts[below] + now.lengths[below]) {
            throw new IndexOutOfBoundsException(
                    length + " bytes at address " + address + " are not inside a living region");
        }
    }

    private static long[] inserted(long[] values, int at, long value) {
        long[] more = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, more, at + 1, values.length - at);
        more[at] = value;
        return more;
    }

    private static long[] without(long[] values, int at) {
        long[] fewer = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, at + 1, fewer, at, values.length - at - 1);
        return fewer;
    }
}
