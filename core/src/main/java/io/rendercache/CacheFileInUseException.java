package io.rendercache;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a cache's file is already open, in another process or in this one; the message names the file and the
 * process.
 */
public final class CacheFileInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    /** The id of the process that has the file open, or 0. */
    private final long holderPid;

    CacheFileInUseException(Path file, long holderPid, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.file = file;
        this.holderPid = holderPid;
    }

    /** {@return the file} */
    public Path file() {
        return file;
    }

    /** {@return the id of the process that has the file open, or 0 if it could not be determined} */
    public long holderPid() {
        return holderPid;
    }
}
