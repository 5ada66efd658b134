package io.rendercache;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Checks of arguments, with messages that name the argument and its value. */
final class Checks {
    /** What the JDK puts in a path's string in place of bytes that are no text in the platform's encoding. */
    private static final char REPLACEMENT = '\uFFFD';

    private Checks() {}

    static int atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
        return value;
    }

    static long atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
        return value;
    }

    static int between(int least, int most, int value, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", was " + value);
        }
        return value;
    }

    /**
     * Refuses a path of another file system than the default, because its string would name a file of the default one.
     */
    static Path onDefaultFileSystem(Path path, String name) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(name + " must be on the default file system, was " + path
                    + " on file system " + path.getFileSystem() + "; copy its files to the default file system");
        }
        return path;
    }

    /**
     * Returns the path's string, from which the same path can be made; refuses a name whose bytes are not valid text.
     */
    static String exactText(Path path) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) >= 0 && !isExact(text, path)) {
            throw new IllegalArgumentException("the name of " + text + " cannot be expressed as text in the platform's"
                    + " encoding " + System.getProperty("sun.jnu.encoding")
                    + "; rename the file, or start the JVM in a locale that has the name");
        }
        return text;
    }

    private static boolean isExact(String text, Path path) {
        try {
            return Path.of(text).equals(path);
        } catch (InvalidPathException e) {
            // An encoding without the replacement character.
            return false;
        }
    }
}
