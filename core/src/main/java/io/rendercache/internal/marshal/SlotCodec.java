package io.rendercache.internal.marshal;

/**
 * How an object that lives on the heap is compared with the bytes in a slot and written there. Immutable. Called with a
 * stripe's lock held, so it neither blocks nor runs code of the user's.
 *
 * @param <T> what carries the content
 */
public interface SlotCodec<T> {
    /**
     * Returns how many bytes the content takes.
     *
     * @throws IllegalArgumentException if it has no such form
     */
    int length(T content);

    /**
     * Returns at least as many bytes as the content takes, at the least cost.
     *
     * @throws IllegalArgumentException if it has no such form
     */
    default int lengthAtMost(T content) {
        return length(content);
    }

    /** Writes the content's bytes, and zeros up to a whole word; returns how many bytes it took. */
    int write(T content, long address);

    /**
     * Whether the content's bytes are the {@code length} ones at {@code address}. Reads no further than that, whatever
     * stands there: for a key it is asked without a lock, of a slot that may be rewritten meanwhile, and its answer then
     * counts only if the slot's version has not moved.
     */
    boolean matches(T content, long address, int length);
}
