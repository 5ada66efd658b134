package io.rendercache.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link LargeValueStoreProvider#openPersisted} for a file that is not a store of the requested sizes, or is
 * damaged. The file is left as it is.
 */
public final class IncompatibleStoreFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one line that names the file, the difference and the remedy
     */
    public IncompatibleStoreFileException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception.
     *
     * @param message one line that names the file, the difference and the remedy
     * @param cause the exception that said so, or {@code null}
     */
    public IncompatibleStoreFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
