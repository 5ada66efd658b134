package io.rendercache.cli;

import io.rendercache.internal.layout.OrderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/** The order section of a file, which records the age of its entries; read in parts of a fixed size. */
final class OrderSection {
    private static final int PART_BYTES = 1 << 16;
    private static final int ATTEMPTS = 16;

    private final CacheReader reader;
    private final int stripes;
    private final int ringBuckets;
    private final long rowBytes;

    /** The beginning of a row. */
    private record Head(long epoch, long newest) {
        boolean isPlausible() {
            return OrderDescriptor.isPlausible(epoch, newest);
        }
    }

    OrderSection(CacheReader reader) {
        this.reader = reader;
        this.stripes = reader.geometry().stripes();
        this.ringBuckets = reader.geometry().ringBuckets();
        this.rowBytes = OrderDescriptor.rowBytes(ringBuckets);
    }

    /** Returns the number of the cache's last insert; they are counted from 1. */
    long newest() throws IOException {
        long newest = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            Head head = head(stripe);
            if (head.isPlausible()) {
                newest = Math.max(newest, head.newest);
            }
        }
        return newest;
    }

    /** Reports each row that no cache has written. */
    void check(Consumer<String> fault) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(PART_BYTES).order(ByteOrder.nativeOrder());
        for (int stripe = 0; stripe < stripes; stripe++) {
            Head head = head(stripe);
            if (!head.isPlausible()) {
                fault.accept("the order of stripe " + stripe + " has epoch " + head.epoch + " and insert " + head.newest
                        + ", which cannot be; a cache that opens the file loses the order, no entry");
            }
            int wrong = wrongSlots(stripe, part);
            if (wrong > 0) {
                fault.accept("the order of stripe " + stripe + " names " + wrong + " slots that there are not; a cache"
                        + " that opens the file passes over them");
            }
        }
    }

    /** Copies all rows to the same place of another file, one after the other; an impossible row is left out. */
    void copyTo(FileChannel target) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(PART_BYTES).order(ByteOrder.nativeOrder());
        for (int stripe = 0; stripe < stripes; stripe++) {
            copyRow(stripe, target, part);
        }
    }

    /**
     * Copies a row that may be written to. The latest insert is read last, because none in the copy may be later; the
     * epoch stays the earlier one if it keeps changing.
     */
    private void copyRow(int stripe, FileChannel target, ByteBuffer part) throws IOException {
        long row = row(stripe);
        Head before = head(stripe);
        Head after = before;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (long at = OrderDescriptor.NUMBERS; at < rowBytes; at += part.limit()) {
                fill(part, row + at, rowBytes - at);
                AtomicFile.write(target, part.rewind(), row + at);
            }
            after = head(stripe);
            if (after.epoch == before.epoch) {
                break;
            }
            if (attempt < ATTEMPTS - 1) {
                before = after;
            }
        }
        Head copied = new Head(before.epoch, after.newest);
        if (!copied.isPlausible()) {
            copied = new Head(0, 0);
        }
        part.clear().putLong(copied.epoch).putLong(copied.newest).flip();
        AtomicFile.write(target, part, row);
    }

    private int wrongSlots(int stripe, ByteBuffer part) throws IOException {
        int wrong = 0;
        long notesBytes = (long) ringBuckets * OrderDescriptor.STRIDE;
        long notes = row(stripe) + OrderDescriptor.NUMBERS;
        int slotInNote = OrderDescriptor.SLOTS - OrderDescriptor.NUMBERS;
        for (long at = 0; at < notesBytes; at += part.limit()) {
            fill(part, notes + at, notesBytes - at);
            for (int note = 0; note < part.limit(); note += OrderDescriptor.STRIDE) {
                int slot = part.getInt(note + slotInNote);
                if (slot != 0
                        && !OrderDescriptor.namesSlot(slot, reader.geometry().maxEntries())) {
                    wrong++;
                }
            }
        }
        return wrong;
    }

    private Head head(int stripe) throws IOException {
        byte[] bytes = new byte[OrderDescriptor.NUMBERS];
        reader.read(row(stripe), bytes, 0, bytes.length);
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new Head(head.getLong(OrderDescriptor.EPOCH), head.getLong(OrderDescriptor.NEWEST));
    }

    private long row(int stripe) {
        return reader.header().orderOffset() + stripe * rowBytes;
    }

    private void fill(ByteBuffer part, long position, long left) throws IOException {
        part.clear().limit((int) Math.min(part.capacity(), left));
        reader.read(position, part.array(), 0, part.limit());
    }
}
