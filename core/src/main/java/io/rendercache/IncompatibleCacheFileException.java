package io.rendercache;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A cache's file is there and is not what the cache would have made: the message says in what. */
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
