package io.rendercache.internal.marshal;

/**
 * Compares an object on the heap with the bytes in a slot, and writes it there. Immutable. Called with a stripe's lock
 * held, so it neither blocks nor runs user code.
 *
 * @param <T> the type that represents the content
 */
public interface SlotCodec<T> {
    /**
     * Returns how many bytes the content takes.
     *
     * @throws IllegalArgumentException if it has no encoding
     */
    int length(T content);

    /**
     * Returns an upper bound of {@link #length} that is cheap to compute.
     *
     * @throws IllegalArgumentException if it has no encoding
     */
    default int lengthAtMost(T content) {
        return length(content);
    }

    /** Writes the content's bytes, and zeros up to a whole word; returns how many bytes it took. */
    int write(T content, long address);

    /**
     * Returns whether the content's bytes are the {@code length} ones at {@code address}. Reads no further than that,
     * whatever the bytes are: for a key it is called without a lock, on a slot that may be rewritten concurrently, and
     * its answer then counts only if the slot's version has not changed.
     */
    boolean matches(T content, long address, int length);
}
