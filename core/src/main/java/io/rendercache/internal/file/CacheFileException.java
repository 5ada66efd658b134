package io.rendercache.internal.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Thrown if a cache's file cannot be opened; the public caches translate it according to its cause. */
public final class CacheFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /** Creates the exception; its message names the file and the reason. */
    CacheFileException(Path file, IOException cause) {
        super("cache file " + file + " cannot be opened: " + reason(cause), cause);
        this.file = file;
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the exception's message, or its class's name where it has none, as those of interrupted channels. */
    static String reason(IOException e) {
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
            throw new CacheFileException(file, e);
        }
    }

    /** An operation on the files of an open cache. */
    @FunctionalInterface
    public interface Action {
        /** Runs the operation. */
        void run() throws IOException;
    }

    /**
     * Runs an operation that forces files to the disk; an {@link IOException} is thrown unchecked and names the cache.
     */
    public static void forcing(String cacheName, Action action) {
        run(cacheName, "could not be forced to the disk", action);
    }

    /** Runs an operation that releases a file; an {@link IOException} is thrown unchecked and names the cache. */
    public static void releasing(String cacheName, Action action) {
        run(cacheName, "could not release its file", action);
    }

    private static void run(String cacheName, String failure, Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException("cache " + cacheName + " " + failure + ": " + reason(e), e);
        }
    }
}
