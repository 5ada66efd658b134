package io.rendercache.benchmarks.node;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Finds a directory's highest frame as a renderer without a cache does, and by none of the cache's code. */
final class PlainLister {
    private static final String PREFIX = "frame_";
    private static final String SUFFIX = ".png";
    private static final int MOST_DIGITS = 18;

    private PlainLister() {}

    /** Lists the directory; a missing one has no frames, which counts as 0. */
    static long maxFrameIndex(Path directory) {
        String[] names = directory.toFile().list();
        if (names == null) {
            if (Files.exists(directory)) {
                throw new UncheckedIOException(new NotDirectoryException(directory + " cannot be listed"));
            }
            return 0;
        }
        long highest = 0;
        for (String name : names) {
            long index = frameIndex(name);
            if (index > highest && Files.isRegularFile(directory.resolve(name))) {
                highest = index;
            }
        }
        return highest;
    }

    /** Returns the number in {@code frame_N.png}, or -1 for any other name. */
    static long frameIndex(String name) {
        int end = name.length() - SUFFIX.length();
        if (end <= PREFIX.length() || !name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return -1;
        }
        long index = 0;
        int digits = 0;
        for (int i = PREFIX.length(); i < end; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            digits += digits > 0 || digit > 0 ? 1 : 0;
            if (digits > MOST_DIGITS) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return index;
    }
}
