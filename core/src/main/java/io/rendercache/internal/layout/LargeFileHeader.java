package io.rendercache.internal.layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a file of large values, which Chronicle Map writes, little-endian, and trusts.
 *
 * <pre>
 *   0               8                12
 *   | checksum, 8 B | length word, 4 | text, as long as the length word says ... |
 *
 *   length word: bit 31 not finished, bits 0 to 29 length of the text
 * </pre>
 *
 * @param lengthWord the length word
 * @param text the text
 */
public record LargeFileHeader(int lengthWord, String text) {
    /** Offset of the length word, 4 bytes. */
    public static final int LENGTH_WORD = 8;

    /** Offset of the text. */
    public static final int TEXT = LENGTH_WORD + Integer.BYTES;

    private static final int UNFINISHED = 1 << 31;
    private static final int LENGTH_MASK = (1 << 30) - 1;
    private static final int MAX_TEXT_BYTES = 64 << 10;
    private static final String BEGINS_WITH = "!net.openhft.chronicle.map.VanillaChronicleMap";

    /** Reads the head of a file; returns {@code null} if the file is no map of Chronicle's. */
    public static @Nullable LargeFileHeader read(FileChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(TEXT + MAX_TEXT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
            continue;
        }
        head.flip();
        int word = head.limit() < TEXT ? 0 : head.getInt(LENGTH_WORD);
        int length = word & LENGTH_MASK;
        if (length == 0 || length > head.limit() - TEXT) {
            return null;
        }
        String text = new String(head.array(), TEXT, length, StandardCharsets.ISO_8859_1);
        return text.startsWith(BEGINS_WITH) ? new LargeFileHeader(word, text) : null;
    }

    /** Returns the number with this name in the text, if there is one. */
    public OptionalLong number(String name) {
        Matcher matcher = Pattern.compile("\\b" + name + ": (\\d{1,18})\\b").matcher(text);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Returns the minimum length of the file according to its header, if the header has the size of a tier. */
    public OptionalLong leastBytes() {
        OptionalLong tierBytes = number("tierSize");
        return tierBytes.isPresent()
                ? OptionalLong.of(TEXT + text.length() + tierBytes.getAsLong())
                : OptionalLong.empty();
    }

    /** Returns whether a recovery of the file began and did not end. */
    public boolean isUnfinished() {
        return (lengthWord & UNFINISHED) != 0;
    }

    /** Returns the length word as four bytes without the mark of a recovery that did not end. */
    public ByteBuffer finishedLengthWord() {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(lengthWord & ~UNFINISHED)
                .flip();
    }
}
