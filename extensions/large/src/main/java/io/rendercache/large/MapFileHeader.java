package io.rendercache.large;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at the head of a map's file before Chronicle does, which trusts what it finds there.
 *
 * <pre>
 *   0               8                12
 *   | checksum, 8 B | length word, 4 | text, as long as the length word says ... |
 *
 *   length word: bit 31 not finished, bits 0 to 29 length of the text
 * </pre>
 */
final class MapFileHeader {
    private static final int LENGTH_WORD = 8;
    private static final int TEXT = 12;
    private static final int MAX_TEXT_BYTES = 64 << 10;
    private static final int UNFINISHED = 1 << 31;
    private static final int LENGTH_MASK = (1 << 30) - 1;

    private static final String BEGINS_WITH = "!net.openhft.chronicle.map.VanillaChronicleMap";
    private static final Pattern CHUNK_BYTES = Pattern.compile("\\bchunkSize: (\\d{1,18})\\b");
    private static final Pattern CHUNKS = Pattern.compile("\\bactualChunksPerSegmentTier: (\\d{1,18})\\b");
    private static final Pattern TIER_BYTES = Pattern.compile("\\btierSize: (\\d{1,18})\\b");

    private MapFileHeader() {}

    /**
     * Returns if the file is a map of this geometry and not cut off; takes off the mark of a recovery that did not end.
     *
     * @throws io.rendercache.spi.IncompatibleStoreFileException if it is not
     */
    static void check(Path file, PieceGeometry geometry) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer head = ByteBuffer.allocate(TEXT + MAX_TEXT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
                continue;
            }
            head.flip();
            int word = head.limit() < TEXT ? 0 : head.getInt(LENGTH_WORD);
            int length = word & LENGTH_MASK;
            if (length == 0 || length > head.limit() - TEXT) {
                throw MapFile.incompatible(file, "is none of Chronicle Map's");
            }
            String text = new String(head.array(), TEXT, length, StandardCharsets.ISO_8859_1);
            if (!text.startsWith(BEGINS_WITH)) {
                throw MapFile.incompatible(file, "is none of Chronicle Map's");
            }
            long chunkBytes = number(file, text, CHUNK_BYTES);
            long chunks = number(file, text, CHUNKS);
            if (chunkBytes != geometry.chunkBytes() || chunks != geometry.pieces()) {
                throw MapFile.incompatible(
                        file,
                        "was made for other sizes: it has " + chunks + " pieces of " + chunkBytes + " bytes, not "
                                + geometry.pieces() + " of " + geometry.chunkBytes());
            }
            long atLeast = TEXT + length + number(file, text, TIER_BYTES);
            if (channel.size() < atLeast) {
                throw MapFile.damaged(
                        file, "it has " + channel.size() + " bytes and should have " + atLeast + " or more", null);
            }
            if ((word & UNFINISHED) != 0) {
                head.putInt(LENGTH_WORD, word & ~UNFINISHED);
                channel.write(head.limit(TEXT).position(LENGTH_WORD), LENGTH_WORD);
            }
        }
    }

    private static long number(Path file, String text, Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw MapFile.damaged(file, "its header has no " + pattern.pattern(), null);
        }
        return Long.parseLong(matcher.group(1));
    }
}
