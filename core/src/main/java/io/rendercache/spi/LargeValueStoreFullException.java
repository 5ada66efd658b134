package io.rendercache.spi;

/**
 * Thrown by a {@link LargeValueStore} that has no room for another piece of a value. Nothing of the value is kept. A
 * cache that reserves pieces as {@link LargeValueStore#maxPieces} demands never causes it.
 */
public final class LargeValueStoreFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what there is no room for
     */
    public LargeValueStoreFullException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what there is no room for
     * @param cause the exception that said so
     */
    public LargeValueStoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
