package io.rendercache.internal.memory;

import io.rendercache.internal.concurrent.Uninterruptibly;
import io.rendercache.internal.file.RegionFile;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.MappedByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one cache: an index segment, zeroed, and a row of slot segments, uninitialised or mapped from a file.
 *
 * <p>Slots lie in segments of a power of two of slots each, none larger than {@code maxSegmentBytes}, so that a slot's
 * address is one table look-up, a shift and a multiplication, and a file is mapped piece by piece. A slot never
 * straddles two segments. Slot pages are not touched before the slot is first used.
 *
 * <p>The memory is freed by a cleaner when this object is unreachable, never explicitly: code that uses an address
 * keeps the region reachable until it is done, so a cache can be closed while slow readers are inside. The cost is that
 * memory is freed only after the next garbage collection.
 *
 * <p>In a mapped cache the slots and the clock section are in the file; the index is derived from them and is anonymous
 * memory.
 */
public final class Region {
    /** Largest segment in production. */
    public static final long DEFAULT_MAX_SEGMENT_BYTES = 1L << 30;

    /** Every segment starts on a page. */
    private static final int SEGMENT_ALIGNMENT = 4096;

    private static final Cleaner CLEANER = Cleaner.create();

    private final long index;
    private final long clock;
    private final long[] segments;
    private final int segmentShift;
    private final int segmentMask;
    private final int slotBytes;
    private final long indexBytes;
    private final long totalSlotBytes;
    private final @Nullable RegionFile file;
    private final Allocations allocations;

    private Region(
            long indexBytes, int slotBytes, int slots, long maxSegmentBytes, @Nullable RegionFile file, long clockBytes)
            throws IOException {
        this.indexBytes = indexBytes;
        this.slotBytes = slotBytes;
        this.file = file;
        int fitting = (int) Math.min(1 << 30, Math.max(1, maxSegmentBytes / slotBytes));
        int perSegment = Math.min(Integer.highestOneBit(fitting), ceilingPowerOfTwo(slots));
        this.segmentShift = Integer.numberOfTrailingZeros(perSegment);
        this.segmentMask = perSegment - 1;
        this.totalSlotBytes = (long) slots * slotBytes;
        this.segments = new long[(int) (((long) slots + perSegment - 1) >>> segmentShift)];

        this.allocations = new Allocations(segments.length + 2);
        boolean complete = false;
        try {
            this.index = allocations.allocate(indexBytes);
            Memory.zero(index, indexBytes);
            this.clock = file == null ? 0 : allocations.map(file, file.clockOffset(), clockBytes);
            for (int i = 0; i < segments.length; i++) {
                long first = (long) i << segmentShift;
                long bytes = Math.min(perSegment, slots - first) * slotBytes;
                segments[i] = file == null
                        ? allocations.allocate(bytes)
                        : allocations.map(file, file.slotsOffset() + first * slotBytes, bytes);
            }
            complete = true;
        } finally {
            if (!complete) {
                allocations.run();
            }
        }
        CLEANER.register(this, allocations);
    }

    /**
     * Allocates an anonymous region.
     *
     * @param indexBytes length of the index segment
     * @param slotBytes length of a slot, a multiple of 8
     * @param slots how many slots
     * @param maxSegmentBytes no slot segment is longer; {@link #DEFAULT_MAX_SEGMENT_BYTES} except in tests
     * @throws OutOfMemoryError if the system refuses it, after some garbage collections
     */
    public static Region anonymous(long indexBytes, int slotBytes, int slots, long maxSegmentBytes) {
        try {
            return new Region(indexBytes, slotBytes, slots, maxSegmentBytes, null, 0);
        } catch (IOException e) {
            throw new AssertionError("nothing was mapped", e);
        }
    }

    /**
     * Maps a region from a file, except for the index. The caller closes the file; the mapping outlives that.
     *
     * @param clockBytes length of the clock section
     * @throws IOException if the file cannot be mapped
     */
    public static Region mapped(
            RegionFile file, long clockBytes, long indexBytes, int slotBytes, int slots, long maxSegmentBytes)
            throws IOException {
        return new Region(indexBytes, slotBytes, slots, maxSegmentBytes, file, clockBytes);
    }

    /** Returns the address of the clock section, or 0 in a region that is not mapped. */
    public long clockAddress() {
        return clock;
    }

    /** Returns the address of the index segment. */
    public long indexAddress() {
        return index;
    }

    /** Returns whether all slots are in one segment, one behind the other. */
    public boolean isOneSegment() {
        return segments.length == 1;
    }

    /** Returns the address of a slot, numbered from 1. */
    public long slotAddress(int slot) {
        int at = slot - 1;
        return segments[at >>> segmentShift] + (long) (at & segmentMask) * slotBytes;
    }

    /** Forces the mapped memory to the disk; does nothing in a region that is not mapped. */
    public void force() throws IOException {
        if (file != null) {
            allocations.force();
            file.force();
        }
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

    /** What the cleaner frees or unmaps; must not refer to the region. */
    private static final class Allocations implements Runnable {
        private static final int ATTEMPTS = 4;
        private static final long PAUSE_NANOS = 20_000_000;

        private final long[] raw;
        private final long[] aligned;

        /** Keeps the buffers reachable: mapped memory is unmapped when its buffer is not. */
        private final @Nullable MappedByteBuffer[] mapped;

        private int count;

        Allocations(int atMost) {
            raw = new long[atMost];
            aligned = new long[atMost];
            mapped = new @Nullable MappedByteBuffer[atMost];
        }

        long allocate(long bytes) {
            long start = allocated(bytes + SEGMENT_ALIGNMENT);
            raw[count] = start;
            return add((start + SEGMENT_ALIGNMENT - 1) & -SEGMENT_ALIGNMENT, bytes);
        }

        long map(RegionFile file, long offset, long bytes) throws IOException {
            MappedByteBuffer buffer = file.map(offset, bytes);
            mapped[count] = buffer;
            return add(BufferUtil.address(buffer), bytes);
        }

        void force() {
            for (MappedByteBuffer buffer : mapped) {
                if (buffer != null) {
                    buffer.force();
                }
            }
        }

        private long add(long start, long bytes) {
            LiveRegions.add(start, bytes);
            aligned[count] = start;
            count++;
            return start;
        }

        private static long allocated(long bytes) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return UnsafeApi.allocateMemory(bytes);
                } catch (OutOfMemoryError e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                    // Closed caches free their memory when they have been collected and their cleaners have run.
                    System.gc();
                    Uninterruptibly.pause(PAUSE_NANOS);
                }
            }
        }

        @Override
        public void run() {
            while (count > 0) {
                count--;
                LiveRegions.remove(aligned[count]);
                if (mapped[count] == null) {
                    UnsafeApi.freeMemory(raw[count]);
                }
                mapped[count] = null;
            }
        }
    }
}
