package io.rendercache.internal.marshal;

/**
 * Turns an object into bytes of a heap array; what the engine asks of a codec.
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

    /** Writes exactly that many bytes from {@code offset} on. */
    void encode(T object, byte[] target, int offset);
}
