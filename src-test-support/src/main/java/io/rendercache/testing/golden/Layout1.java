package io.rendercache.testing.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Layout 1, as far as converting a file from it needs it. Where layout 2 has its clock, it had a row for each stripe
 * that began with the stripe's count of inserts and the number of its last insert; the header had {@code ringBuckets}
 * before {@code maxValueBytes}. The numbers are here once more because golden files do not follow changes of the
 * library.
 */
final class Layout1 {
    private static final int VERSION = 8;
    private static final int FILE_BYTES = 16;
    private static final int ORDER_OFFSET = 40;
    private static final int SLOTS_OFFSET = 48;
    private static final int MAX_ENTRIES = 64;
    private static final int SLOT_BYTES = 76;
    private static final int STRIPES = 80;
    private static final int RING_BUCKETS = 84;
    private static final int MAX_VALUE_BYTES = 88;
    private static final int CHECKSUM = 508;
    private static final int NEWEST_IN_ROW = 8;
    private static final int STAMP_IN_SLOT = 8;

    private static final int PAGE = 4_096;
    private static final int CLOCK_NUMBER = PAGE;
    private static final int CLOCK_COARSE = PAGE + 128;

    private Layout1() {}

    static void convert(Path file) {
        try {
            ByteBuffer old = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int slots = (int) old.getLong(SLOTS_OFFSET);
            int slotsBytes = (int) old.getLong(FILE_BYTES) - slots;
            ByteBuffer converted = ByteBuffer.allocate(2 * PAGE + slotsBytes).order(ByteOrder.LITTLE_ENDIAN);
            converted.put(0, old, 0, PAGE);
            converted.putInt(VERSION, 2);
            converted.putLong(FILE_BYTES, converted.capacity());
            converted.putLong(SLOTS_OFFSET, 2 * PAGE);
            converted.putInt(RING_BUCKETS, old.getInt(MAX_VALUE_BYTES));
            converted.putInt(MAX_VALUE_BYTES, 0);
            CRC32C crc = new CRC32C();
            crc.update(converted.slice(0, CHECKSUM));
            converted.putInt(CHECKSUM, (int) crc.getValue());
            long newest = newest(old);
            converted.putLong(CLOCK_NUMBER, newest);
            converted.putLong(CLOCK_COARSE, newest);
            converted.put(2 * PAGE, old, slots, slotsBytes);
            for (int slot = 0; slot < old.getInt(MAX_ENTRIES); slot++) {
                converted.putInt(2 * PAGE + slot * old.getInt(SLOT_BYTES) + STAMP_IN_SLOT, 0);
            }
            Files.write(file, converted.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long newest(ByteBuffer old) {
        int rowBytes = 16 + old.getInt(RING_BUCKETS) * 8 + 127 & -128;
        long newest = -1;
        for (int stripe = 0; stripe < old.getInt(STRIPES); stripe++) {
            int row = (int) old.getLong(ORDER_OFFSET) + stripe * rowBytes;
            newest = Math.max(newest, old.getLong(row + NEWEST_IN_ROW));
        }
        return newest;
    }
}
