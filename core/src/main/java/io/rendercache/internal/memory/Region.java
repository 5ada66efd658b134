package io.rendercache.internal.memory;

import java.lang.ref.Cleaner;
import java.util.concurrent.locks.LockSupport;
import org.agrona.UnsafeApi;

/**
 * The memory of one cache: an index segment, zeroed, and a row of slot segments, left as they came.
 *
 * <p>Slots lie in segments of a power of two of slots each, none larger than {@code maxSegmentBytes}, so that a slot's
 * address is one table look-up, a shift and a multiplication, and the same row can later be mapped from a file piece by
 * piece. A slot never straddles two segments. Slot pages are not touched before the slot is first used.
 *
 * <p>The memory is freed by a cleaner when nobody can reach this object any more, never by hand: whoever computes with
 * an address keeps the region reachable until it is done, so a reader can be slow and the cache be closed under it. It
 * costs that the memory goes back only after the next garbage collection.
 */
public final class Region {
    /** Largest segment in production. */
    public static final long DEFAULT_MAX_SEGMENT_BYTES = 1L << 30;

    /** Every segment starts on a page. */
    private static final int SEGMENT_ALIGNMENT = 4096;

    private static final Cleaner CLEANER = Cleaner.create();

    private final long index;
    private final long[] segments;
    private final int segmentShift;
    private final int segmentMask;
    private final int slotBytes;
    private final long indexBytes;
    private final long totalSlotBytes;

    private Region(long indexBytes, int slotBytes, int slots, long maxSegmentBytes) {
        this.indexBytes = indexBytes;
        this.slotBytes = slotBytes;
        int fitting = (int) Math.min(1 << 30, Math.max(1, maxSegmentBytes / slotBytes));
        int perSegment = Math.min(Integer.highestOneBit(fitting), ceilingPowerOfTwo(slots));
        this.segmentShift = Integer.numberOfTrailingZeros(perSegment);
        this.segmentMask = perSegment - 1;
        this.totalSlotBytes = (long) slots * slotBytes;
        this.segments = new long[(int) (((long) slots + perSegment - 1) >>> segmentShift)];

        Allocations allocations = new Allocations(segments.length + 1);
        try {
            this.index = allocations.add(indexBytes);
            Memory.zero(index, indexBytes);
            for (int i = 0; i < segments.length; i++) {
                int here = Math.min(perSegment, slots - (i << segmentShift));
                segments[i] = allocations.add((long) here * slotBytes);
            }
        } catch (OutOfMemoryError e) {
            allocations.run();
            throw e;
        }
        CLEANER.register(this, allocations);
    }

    /**
     * Allocates an anonymous region.
     *
     * @param indexBytes length of the index segment
     * @param slotBytes length of a slot, a multiple of 8
     * @param slots how many slots
     * @param maxSegmentBytes no slot segment is longer; {@link #DEFAULT_MAX_SEGMENT_BYTES} but in tests
     * @throws OutOfMemoryError if the system does not give it, after some garbage collections
     */
    public static Region anonymous(long indexBytes, int slotBytes, int slots, long maxSegmentBytes) {
        return new Region(indexBytes, slotBytes, slots, maxSegmentBytes);
    }

    /** Returns the address of the index segment. */
    public long indexAddress() {
        return index;
    }

    /** Returns the address of a slot, numbered from 1. */
    public long slotAddress(int slot) {
        int at = slot - 1;
        return segments[at >>> segmentShift] + (long) (at & segmentMask) * slotBytes;
    }

    /** Returns the length of the index segment in bytes. */
    public long indexBytes() {
        return indexBytes;
    }

    /** Returns the length of all slots together in bytes. */
    public long slotBytes() {
        return totalSlotBytes;
    }

    private static int ceilingPowerOfTwo(int value) {
        return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
    }

    /** What the cleaner frees; must not refer to the region. */
    private static final class Allocations implements Runnable {
        private static final int ATTEMPTS = 4;
        private static final long PAUSE_NANOS = 20_000_000;

        private final long[] raw;
        private final long[] aligned;
        private int count;

        Allocations(int atMost) {
            raw = new long[atMost];
            aligned = new long[atMost];
        }

        long add(long bytes) {
            long start = allocate(bytes + SEGMENT_ALIGNMENT);
            raw[count] = start;
            aligned[count] = (start + SEGMENT_ALIGNMENT - 1) & -SEGMENT_ALIGNMENT;
            LiveRegions.add(aligned[count], bytes);
            return aligned[count++];
        }

        private static long allocate(long bytes) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return UnsafeApi.allocateMemory(bytes);
                } catch (OutOfMemoryError e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                    // Closed caches give their memory back when they have been collected and cleaned up after.
                    System.gc();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        @Override
        public void run() {
            while (count > 0) {
                count--;
                LiveRegions.remove(aligned[count]);
                UnsafeApi.freeMemory(raw[count]);
            }
        }
    }
}
