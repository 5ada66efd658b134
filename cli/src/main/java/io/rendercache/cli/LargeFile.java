package io.rendercache.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file of large values beside a cache's file, as far as it can be judged without Chronicle Map: that it is there, is a
 * map's, and is as long as its own header says. What is in it can be read by a cache only.
 */
record LargeFile(Path path) {
    private static final String SUFFIX = ".large";
    private static final int LENGTH_WORD = 8;
    private static final int TEXT = 12;
    private static final int MAX_TEXT_BYTES = 64 << 10;
    private static final int LENGTH_MASK = (1 << 30) - 1;
    private static final String BEGINS_WITH = "!net.openhft.chronicle.map.VanillaChronicleMap";
    private static final Pattern TIER_BYTES = Pattern.compile("\\btierSize: (\\d{1,18})\\b");

    /** Returns the one that belongs to a cache's file. */
    static LargeFile of(Path file) {
        return new LargeFile(file.resolveSibling(file.getFileName() + SUFFIX));
    }

    /** Whether a file's cache keeps some values in such a file. */
    static boolean isNeededBy(CacheReader reader) {
        return reader.geometry().maxValueBytes() > reader.geometry().inlineValueBytes();
    }

    /**
     * Returns if a file is not one of large values itself, by its name and its own header.
     *
     * @throws ToolException if it is
     */
    static void requireOther(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(SUFFIX) && name.length() > SUFFIX.length() && new LargeFile(file).fault() == null) {
            String own = name.substring(0, name.length() - SUFFIX.length());
            throw new ToolException(
                    Verdict.USAGE,
                    file
                            + " holds the large values of a cache, which only a cache can read; give the path of the cache's"
                            + " own file, " + file.resolveSibling(own));
        }
    }

    boolean exists() {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns what is wrong with it, or {@code null}. */
    @Nullable
    String fault() throws IOException {
        if (!exists()) {
            return path + " is missing: the values that are kept there are lost";
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer head = ByteBuffer.allocate(TEXT + MAX_TEXT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
                continue;
            }
            head.flip();
            int length = head.limit() < TEXT ? 0 : head.getInt(LENGTH_WORD) & LENGTH_MASK;
            if (length == 0 || length > head.limit() - TEXT) {
                return path + " is no file of large values";
            }
            String text = new String(head.array(), TEXT, length, StandardCharsets.ISO_8859_1);
            Matcher tierBytes = TIER_BYTES.matcher(text);
            if (!text.startsWith(BEGINS_WITH) || !tierBytes.find()) {
                return path + " is no file of large values";
            }
            long atLeast = TEXT + length + Long.parseLong(tierBytes.group(1));
            return channel.size() < atLeast
                    ? path + " is cut off: it has " + channel.size() + " bytes and should have " + atLeast + " or more"
                    : null;
        }
    }
}
