package io.rendercache.internal.lru;

import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A cache's file that nobody has open, in the hands of somebody who writes where he should not; the header stays valid.
 */
final class DamagedFile implements AutoCloseable {
    private final FileChannel channel;
    private final long clockOffset;
    private final long slotsOffset;
    private final int slotBytes;
    private final int slots;

    DamagedFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer header = ByteBuffer.wrap(read(0, HeaderDescriptor.LENGTH)).order(ByteOrder.nativeOrder());
        clockOffset = header.getLong(HeaderDescriptor.CLOCK_OFFSET);
        slotsOffset = header.getLong(HeaderDescriptor.SLOTS_OFFSET);
        slotBytes = header.getInt(HeaderDescriptor.SLOT_BYTES);
        slots = header.getInt(HeaderDescriptor.MAX_ENTRIES);
    }

    int slotBytes() {
        return slotBytes;
    }

    int slots() {
        return slots;
    }

    int clockBytes() {
        return (int) (slotsOffset - clockOffset);
    }

    /** Returns a slot, numbered from 0. */
    byte[] slot(int number) throws IOException {
        return read(slotsOffset + (long) number * slotBytes, slotBytes);
    }

    void slot(int number, byte[] bytes) throws IOException {
        write(slotsOffset + (long) number * slotBytes, bytes);
    }

    /** Writes a slot's first word. */
    void version(int number, long version) throws IOException {
        write(
                slotsOffset + (long) number * slotBytes,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(version)
                        .array());
    }

    void flip(int atInSlots, int bits) throws IOException {
        byte[] one = read(slotsOffset + atInSlots, 1);
        one[0] ^= (byte) bits;
        write(slotsOffset + atInSlots, one);
    }

    void clock(int at, byte[] bytes) throws IOException {
        write(clockOffset + at, bytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private byte[] read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            continue;
        }
        return bytes.array();
    }

    private void write(long position, byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            channel.write(source, position + source.position());
        }
    }
}
