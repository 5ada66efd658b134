package io.rendercache.cli;

import io.rendercache.internal.layout.CompanionFiles;
import io.rendercache.internal.layout.LargeFileHeader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file of large values beside a cache's file, as far as it can be checked without Chronicle Map: that it exists, is
 * a map's, and is as long as its header says. Only a cache can read the values.
 */
record LargeFile(Path path) {
    /** Returns the file of large values of a cache's file. */
    static LargeFile of(Path file) {
        return new LargeFile(CompanionFiles.beside(file, CompanionFiles.LARGE));
    }

    /** Returns whether a file's cache keeps some values in such a file. */
    static boolean isNeededBy(CacheReader reader) {
        return reader.geometry().maxValueBytes() > reader.geometry().inlineValueBytes();
    }

    /**
     * Returns if a file is not itself one of large values, by its name and its header.
     *
     * @throws ToolException if it is
     */
    static void requireOther(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(CompanionFiles.LARGE)
                && name.length() > CompanionFiles.LARGE.length()
                && new LargeFile(file).fault() == null) {
            String own = name.substring(0, name.length() - CompanionFiles.LARGE.length());
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
            LargeFileHeader header = LargeFileHeader.read(channel);
            if (header == null || header.leastBytes().isEmpty()) {
                return path + " is no file of large values";
            }
            long atLeast = header.leastBytes().getAsLong();
            return channel.size() < atLeast
                    ? path + " is cut off: it has " + channel.size() + " bytes and should have " + atLeast + " or more"
                    : null;
        }
    }
}
