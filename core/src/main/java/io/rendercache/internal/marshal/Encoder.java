package io.rendercache.internal.marshal;

/**
 * Encodes an object into a heap array.
 *
 * @param <T> the object
 */
public interface Encoder<T> {
    /**
     * Returns how many bytes the object takes.
     *
     * @throws IllegalArgumentException if it has no encoding
     */
    int length(T object);

    /** Writes exactly {@link #length} bytes from {@code offset} on. */
    void encode(T object, byte[] target, int offset);
}
