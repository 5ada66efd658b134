package io.rendercache.internal.blob;

/** There is no room for another piece; remove a value and try again. What had been put of the value is removed. */
public final class LargeValuesFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LargeValuesFullException(String message) {
        super(message);
    }

    LargeValuesFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
