package io.rendercache.internal.layout;

import static io.rendercache.internal.layout.HeaderDescriptor.BYTE_ORDER_MARK;
import static io.rendercache.internal.layout.HeaderDescriptor.CHECKSUM;
import static io.rendercache.internal.layout.HeaderDescriptor.CLOCK_OFFSET;
import static io.rendercache.internal.layout.HeaderDescriptor.CODEC_ID_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.CREATED;
import static io.rendercache.internal.layout.HeaderDescriptor.CURRENT_LAYOUT;
import static io.rendercache.internal.layout.HeaderDescriptor.FILE_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.INLINE_VALUE_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.KEYS;
import static io.rendercache.internal.layout.HeaderDescriptor.LAYOUT_VERSION;
import static io.rendercache.internal.layout.HeaderDescriptor.LENGTH;
import static io.rendercache.internal.layout.HeaderDescriptor.MAGIC;
import static io.rendercache.internal.layout.HeaderDescriptor.MAGIC_TEXT;
import static io.rendercache.internal.layout.HeaderDescriptor.MARK;
import static io.rendercache.internal.layout.HeaderDescriptor.MAX_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.MAX_ENTRIES;
import static io.rendercache.internal.layout.HeaderDescriptor.MAX_KEY_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.MAX_VALUE_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.PAGE_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.SEED;
import static io.rendercache.internal.layout.HeaderDescriptor.SLOTS_OFFSET;
import static io.rendercache.internal.layout.HeaderDescriptor.SLOT_BYTES;
import static io.rendercache.internal.layout.HeaderDescriptor.STRIPES;
import static io.rendercache.internal.layout.HeaderDescriptor.VALUES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The part of a file's header that never changes, and where the file's sections lie.
 *
 * <p>Needs no JVM flag, so that a tool can read a cache's file. Such a tool must not open a file that its own JVM holds
 * as a cache: see {@code LockedFile}.
 *
 * @param fileBytes length of the whole file
 * @param seed mixed into the hashes of the cache
 * @param createdEpochMillis when the file was created, milliseconds since 1970
 * @param geometry the cache's sizes and codecs
 * @param clockOffset where the clock section begins
 * @param slotsOffset where the slots begin
 */
public record FileHeader(
        long fileBytes, long seed, long createdEpochMillis, FileGeometry geometry, long clockOffset, long slotsOffset) {

    private static final byte[] MAGIC_BYTES = MAGIC_TEXT.getBytes(StandardCharsets.US_ASCII);

    /**
     * Returns the header of a new file, its sections laid out.
     *
     * @throws IllegalArgumentException if no file can have this geometry, or a codec's id does not fit
     */
    public static FileHeader of(FileGeometry geometry, long seed, long createdEpochMillis) {
        requirePositive("maxEntries", geometry.maxEntries());
        requirePositive("slotBytes", geometry.slotBytes());
        if (Integer.bitCount(geometry.stripes()) != 1
                || geometry.stripes() < 1
                || geometry.stripes() > Geometry.MOST_STRIPES) {
            throw new IllegalArgumentException(
                    "stripes is " + geometry.stripes() + ", not a power of two up to " + Geometry.MOST_STRIPES);
        }
        encoded("keys", geometry.keys());
        encoded("values", geometry.values());
        try {
            long slotsOffset = Math.addExact((long) LENGTH, wholePages(ClockDescriptor.LENGTH));
            long slotBytes = wholePages((long) geometry.maxEntries() * geometry.slotBytes());
            long fileBytes = Math.addExact(slotsOffset, slotBytes);
            return new FileHeader(fileBytes, seed, createdEpochMillis, geometry, LENGTH, slotsOffset);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("no file is long enough for " + geometry, e);
        }
    }

    /**
     * Returns the header as one page, from position 0 to its limit; the part that changes says that no process has it
     * open.
     */
    public ByteBuffer encode() {
        ByteBuffer page = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder());
        page.put(MAGIC, MAGIC_BYTES);
        page.putInt(LAYOUT_VERSION, CURRENT_LAYOUT);
        page.putInt(BYTE_ORDER_MARK, MARK);
        page.putLong(FILE_BYTES, fileBytes);
        page.putLong(SEED, seed);
        page.putLong(CREATED, createdEpochMillis);
        page.putLong(CLOCK_OFFSET, clockOffset);
        page.putLong(SLOTS_OFFSET, slotsOffset);
        page.putLong(MAX_BYTES, geometry.maxBytes());
        page.putInt(MAX_ENTRIES, geometry.maxEntries());
        page.putInt(MAX_KEY_BYTES, geometry.maxKeyBytes());
        page.putInt(INLINE_VALUE_BYTES, geometry.inlineValueBytes());
        page.putInt(SLOT_BYTES, geometry.slotBytes());
        page.putInt(STRIPES, geometry.stripes());
        page.putInt(MAX_VALUE_BYTES, geometry.maxValueBytes());
        putText(page, KEYS, encoded("keys", geometry.keys()));
        putText(page, VALUES, encoded("values", geometry.values()));
        page.putInt(CHECKSUM, checksum(page));
        return page;
    }

    /**
     * Returns the header in a file's first page, every part of it verified.
     *
     * @param file named in messages only
     * @param page the bytes that could be read of the first {@link HeaderDescriptor#LENGTH} bytes, from 0 to the limit;
     *     unchanged
     * @param fileBytes the file's actual length
     * @throws IncompatibleFileException if it is not a header, is damaged or of another layout, or the file has not the
     *     length it says; the message is one line with a remedy
     */
    public static FileHeader decode(Path file, ByteBuffer page, long fileBytes) throws IncompatibleFileException {
        ByteBuffer bytes = page.duplicate().order(ByteOrder.nativeOrder());
        IncompatibilityMessage refusal = new IncompatibilityMessage(file);
        if (!startsLikeHeader(bytes)) {
            throw refusal.of(
                    "is not a Rendercache file: it does not start with " + MAGIC_TEXT,
                    IncompatibilityMessage.ANOTHER_PATH);
        }
        if (bytes.limit() < LENGTH) {
            throw refusal.of(
                    "is truncated: " + bytes.limit() + " bytes are there of a header of " + LENGTH,
                    IncompatibilityMessage.ANOTHER_PATH);
        }
        int mark = bytes.getInt(BYTE_ORDER_MARK);
        if (mark == Integer.reverseBytes(MARK)) {
            throw refusal.ofAnotherLayout(
                    "was written in another byte order, not " + ByteOrder.nativeOrder(),
                    "open it on a machine like the one that wrote it");
        }
        if (mark != MARK) {
            throw refusal.damaged("its byte-order mark is " + mark + ", not " + MARK);
        }
        int version = bytes.getInt(LAYOUT_VERSION);
        if (version != CURRENT_LAYOUT) {
            throw refusal.ofAnotherLayout(
                    "has layout version " + version + ", not " + CURRENT_LAYOUT,
                    "open it with the version of Rendercache that wrote it");
        }
        int checksum = checksum(bytes);
        if (bytes.getInt(CHECKSUM) != checksum) {
            throw refusal.damaged("its checksum is " + bytes.getInt(CHECKSUM) + ", not " + checksum);
        }
        FileHeader header = fields(bytes, refusal);
        if (fileBytes != header.fileBytes) {
            throw refusal.of(
                    (fileBytes < header.fileBytes ? "is truncated: " : "is longer than it was made: ") + fileBytes
                            + " bytes are there, not " + header.fileBytes,
                    IncompatibilityMessage.ANOTHER_PATH);
        }
        return header;
    }

    /** Returns the first page of a file, or as much of it as exists, from 0 to the limit. */
    public static ByteBuffer readPage(FileChannel channel) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(LENGTH);
        while (page.hasRemaining() && channel.read(page, page.position()) > 0) {
            continue;
        }
        return page.flip();
    }

    /** Returns whether the bytes of a page may be the start of a header. */
    public static boolean startsLikeHeader(ByteBuffer bytes) {
        int there = Math.min(bytes.limit(), MAGIC_BYTES.length);
        for (int i = 0; i < there; i++) {
            if (bytes.get(MAGIC + i) != MAGIC_BYTES[i]) {
                return false;
            }
        }
        return there > 0;
    }

    /** Reads the fields after the checksum was verified; still checks that the sections follow from the sizes. */
    private static FileHeader fields(ByteBuffer page, IncompatibilityMessage refusal) throws IncompatibleFileException {
        FileGeometry geometry = new FileGeometry(
                page.getInt(MAX_ENTRIES),
                page.getInt(MAX_KEY_BYTES),
                page.getInt(INLINE_VALUE_BYTES),
                page.getInt(SLOT_BYTES),
                page.getInt(STRIPES),
                page.getInt(MAX_VALUE_BYTES),
                page.getLong(MAX_BYTES),
                text(page, KEYS, refusal),
                text(page, VALUES, refusal));
        FileHeader header = new FileHeader(
                page.getLong(FILE_BYTES),
                page.getLong(SEED),
                page.getLong(CREATED),
                geometry,
                page.getLong(CLOCK_OFFSET),
                page.getLong(SLOTS_OFFSET));
        try {
            FileHeader laidOut = of(geometry, header.seed, header.createdEpochMillis);
            if (laidOut.fileBytes != header.fileBytes
                    || laidOut.clockOffset != header.clockOffset
                    || laidOut.slotsOffset != header.slotsOffset) {
                throw refusal.damaged("its sections lie at " + header.clockOffset + " and " + header.slotsOffset
                        + " of "
                        + header.fileBytes + " bytes, not at " + laidOut.clockOffset + " and " + laidOut.slotsOffset
                        + " of " + laidOut.fileBytes);
            }
        } catch (IllegalArgumentException e) {
            throw refusal.damaged(String.valueOf(e.getMessage()));
        }
        return header;
    }

    private static int checksum(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, CHECKSUM));
        return (int) crc.getValue();
    }

    private static byte[] encoded(String whose, String id) {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(id));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the id of the codec of " + whose + " holds half a surrogate pair; let its id() return another", e);
        }
        if (bytes.remaining() > CODEC_ID_BYTES) {
            throw new IllegalArgumentException("the id of the codec of " + whose + " takes " + bytes.remaining()
                    + " bytes, more than " + CODEC_ID_BYTES + "; let its id() return a shorter one: " + id);
        }
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return exact;
    }

    private static void putText(ByteBuffer page, int offset, byte[] text) {
        page.putInt(offset, text.length);
        page.put(offset + Integer.BYTES, text);
    }

    private static String text(ByteBuffer page, int offset, IncompatibilityMessage refusal)
            throws IncompatibleFileException {
        int length = page.getInt(offset);
        if (length < 0 || length > CODEC_ID_BYTES) {
            throw refusal.damaged("a codec's id is " + length + " bytes long, not 0 to " + CODEC_ID_BYTES);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(page.slice(offset + Integer.BYTES, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal.damaged("a codec's id is not UTF-8");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", not positive");
        }
    }

    private static long wholePages(long bytes) {
        return Math.addExact(bytes, PAGE_BYTES - 1L) & -PAGE_BYTES;
    }
}
