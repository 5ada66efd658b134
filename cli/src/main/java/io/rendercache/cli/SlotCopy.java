package io.rendercache.cli;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.OwnerRecord;
import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Copies a cache's file slot by slot, so that each entry in the copy is whole, even while the original is being written
 * to.
 *
 * <p>Entries are copied as they were at some moment, all other slots become free, and remains of earlier entries in a
 * slot are not copied. The clock is copied last, because no entry may be younger than it. An entry that moved while the
 * file was being read may have been found in two slots; then the one that was used earlier is freed. The copy is marked
 * as closed only when all of it is on the disk.
 */
final class SlotCopy {
    private static final int CHUNK_BYTES = 1 << 20;

    private final CacheReader source;
    private final AtomicFile target;
    private final Counts counts;
    private final int slotBytes;
    private final byte[] chunk;
    private final boolean keepOutOfLine;
    private int inChunk;
    private int firstInChunk = 1;
    private long twice;
    private long withoutValue;

    /**
     * Prepares a copy.
     *
     * @param keepOutOfLine whether values out of line are copied too
     */
    SlotCopy(CacheReader source, AtomicFile target, boolean keepOutOfLine) {
        FileGeometry geometry = source.geometry();
        this.source = source;
        this.target = target;
        this.keepOutOfLine = keepOutOfLine;
        this.counts = new Counts(source);
        this.slotBytes = geometry.slotBytes();
        this.chunk = new byte[Math.min(geometry.maxEntries(), Math.max(1, CHUNK_BYTES / slotBytes)) * slotBytes];
    }

    /** Copies everything; on return the copy is on the disk, as the file of a closed cache. */
    void run(SlotScan scan) throws IOException {
        FileChannel channel = target.channel();
        writeHeader(OwnerRecord.ofThisProcess());
        scan.run(slot -> {
            counts.add(slot);
            add(slot);
            return true;
        });
        flush();
        pad();
        copyClock();
        dropDuplicates();
        channel.force(true);
        writeHeader(OwnerRecord.CLOSED);
        channel.force(true);
    }

    Counts counts() {
        return counts;
    }

    /** Returns the verdict on the original. */
    Verdict verdict() throws IOException {
        Verdict verdict = counts.verdict(source.holderNow().lives(), Verdict.IN_USE);
        return withoutValue > 0 ? Verdict.DAMAGED : verdict;
    }

    /** Returns how many entries are in the copy. */
    long copied() {
        return counts.entries() - twice - withoutValue;
    }

    /** Returns how many entries were left out because their key occurred again later. */
    long twice() {
        return twice;
    }

    /** Returns how many entries were left out because their values are not available. */
    long withoutValue() {
        return withoutValue;
    }

    private void writeHeader(OwnerRecord owner) throws IOException {
        ByteBuffer page = source.header().encode();
        owner.encode(page);
        AtomicFile.write(target.channel(), page, 0);
    }

    private void add(Slot slot) throws IOException {
        int at = inChunk * slotBytes;
        if (slot.state() == SlotState.ENTRY && hasValue(slot)) {
            slot.copyTo(chunk, at);
        } else if (slot.state() != SlotState.UNUSED) {
            if (slot.state() == SlotState.ENTRY) {
                withoutValue++;
            }
            slot.freeTo(chunk, at);
        }
        inChunk++;
        if (inChunk * slotBytes == chunk.length) {
            flush();
        }
    }

    private boolean hasValue(Slot entry) {
        return !entry.isOutOfLine() || keepOutOfLine && entry.outOfLineFault() == null;
    }

    private void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, inChunk * slotBytes);
        AtomicFile.write(target.channel(), bytes, source.slotPosition(firstInChunk));
        firstInChunk += inChunk;
        inChunk = 0;
        Arrays.fill(chunk, (byte) 0);
    }

    /** Rounds up to whole pages. */
    private void pad() throws IOException {
        long end = source.slotPosition(source.geometry().maxEntries()) + slotBytes;
        AtomicFile.write(
                target.channel(), ByteBuffer.allocate((int) (source.header().fileBytes() - end)), end);
    }

    private void copyClock() throws IOException {
        FileHeader header = source.header();
        int sectionBytes = (int) (header.slotsOffset() - header.clockOffset());
        ClockSection.read(source).writeTo(target.channel(), header.clockOffset(), sectionBytes);
    }

    private void dropDuplicates() throws IOException {
        try (CacheReader copy = CacheReader.open(target.temporary())) {
            ClockSection clock = ClockSection.read(copy);
            SlotScan slots = new SlotScan(copy);
            new Duplicates(copy, (first, second) -> {
                        long firstRank = clock.rank(slots.read(first));
                        long secondRank = clock.rank(slots.read(second));
                        boolean isFirstEarlier = firstRank == secondRank ? first < second : firstRank < secondRank;
                        int earlier = isFirstEarlier ? first : second;
                        byte[] free = new byte[slotBytes];
                        slots.read(earlier).freeTo(free, 0);
                        AtomicFile.write(target.channel(), ByteBuffer.wrap(free), copy.slotPosition(earlier));
                        twice++;
                        return earlier == first ? second : first;
                    })
                    .find(copied());
        }
    }
}
