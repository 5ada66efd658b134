package io.rendercache;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown when a cache's file exists and does not fit the cache; the message says what differs. */
public final class IncompatibleCacheFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    IncompatibleCacheFileException(Path file, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.file = file;
    }

    /** {@return the file} */
    public Path file() {
        return file;
    }
}
