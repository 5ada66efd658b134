package io.rendercache.internal.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Thrown where a cache's file cannot be opened; the public caches translate it by its cause. */
public final class CacheFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /** Names the file and what failed. */
    public CacheFileException(Path file, String failure, IOException cause) {
        super("cache file " + file + " " + failure + ": " + reason(cause), cause);
        this.file = file;
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the exception's message, or its class's name where it has none, as those of interrupted channels. */
    public static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Something done with a file. */
    @FunctionalInterface
    public interface Access<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** Opens a file, naming it in what is thrown. */
    public static <T> T opening(Path file, Access<T> access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new CacheFileException(file, "cannot be opened", e);
        }
    }
}
