package io.rendercache.cli;

import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.SlotChecksum;
import io.rendercache.internal.layout.SlotDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A cache's file in memory, to write into where nobody should, and to store. */
final class FileBytes {
    final ByteBuffer bytes;

    FileBytes(Path file) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    }

    int slotBytes() {
        return bytes.getInt(HeaderDescriptor.SLOT_BYTES);
    }

    int clockOffset() {
        return (int) bytes.getLong(HeaderDescriptor.CLOCK_OFFSET);
    }

    /** Returns where the slot of this number, from 1, begins. */
    int slot(int number) {
        return (int) bytes.getLong(HeaderDescriptor.SLOTS_OFFSET) + (number - 1) * slotBytes();
    }

    int keyBytes(int number) {
        return SlotDescriptor.keyBytes(bytes.getLong(slot(number) + SlotDescriptor.LENGTHS));
    }

    /** Makes the header's checksum hold again. */
    FileBytes seal() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, HeaderDescriptor.CHECKSUM));
        bytes.putInt(HeaderDescriptor.CHECKSUM, (int) crc.getValue());
        return this;
    }

    /** Makes a slot's checksum hold again, whatever lengths it has that fit it. */
    FileBytes seal(int number) {
        int at = slot(number);
        long lengths = bytes.getLong(at + SlotDescriptor.LENGTHS);
        int keyBytes = SlotDescriptor.keyBytes(lengths);
        int valueBytes = SlotDescriptor.valueBytes(lengths) & Integer.MAX_VALUE;
        if (keyBytes < 0 || (long) keyBytes + valueBytes > slotBytes() - SlotDescriptor.KEY - 24) {
            return this;
        }
        long seed = bytes.getLong(HeaderDescriptor.SEED);
        bytes.putInt(at + SlotDescriptor.checksum(slotBytes()), SlotChecksum.of(bytes.array(), at, lengths, seed));
        return this;
    }

    void store(Path file) throws IOException {
        Files.write(file, bytes.array());
    }
}
