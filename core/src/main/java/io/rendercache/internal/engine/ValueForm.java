package io.rendercache.internal.engine;

/**
 * How a value that lives on the heap is compared with the bytes in a slot and written there. Its methods are called
 * with a stripe's lock held, so they neither block nor run code of the user's.
 *
 * @param <V> what carries the value
 */
public interface ValueForm<V> {
    /** Returns how many bytes the value takes. */
    int length(V value);

    /** Writes the value's bytes, and zeros up to a whole word. */
    void write(V value, long address);

    /** Whether the value's bytes are the {@code length} ones at {@code address}. */
    boolean matches(V value, long address, int length);
}
