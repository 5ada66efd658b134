package io.rendercache.internal.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Thrown if a cache's file cannot be opened; the public caches translate it according to its cause. */
public final class CacheFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /** Creates the exception; its message names the file, the failure and the reason. */
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

    /**
     * An operation on a file.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    public interface Access<T> {
        /** Runs the operation. */
        T run() throws IOException;
    }

    /** Runs an operation that opens a file; an {@link IOException} becomes an exception that names the file. */
    public static <T> T opening(Path file, Access<T> access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new CacheFileException(file, "cannot be opened", e);
        }
    }
}
