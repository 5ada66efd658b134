package io.rendercache.internal.engine;

/**
 * How a key that lives on the heap is hashed, compared with the bytes in a slot, and written there. Stateless or
 * immutable; {@link #matches} is called without a lock on a slot that may be rewritten meanwhile.
 *
 * @param <K> what carries the key
 */
public interface KeyForm<K> {
    /**
     * Returns the hash that finds the key's stripe, and its bucket while nobody abuses it. May be cheap, and its
     * collisions may be made on purpose.
     */
    long hash(K key, long seed);

    /** Returns a hash of the key's bytes, {@link Hashes#of}, for a stripe in which the cheap one was abused. */
    long strongHash(K key, long seed);

    /**
     * Whether the key's bytes are the {@code length} ones at {@code address}. Reads no further than that, whatever
     * stands there; its answer counts only if the slot's version has not moved.
     */
    boolean matches(K key, long address, int length);

    /**
     * Returns how many bytes the key takes.
     *
     * @throws IllegalArgumentException if the key has no such form
     */
    int length(K key);

    /** Writes the key's bytes, and zeros up to a whole word. */
    void write(K key, long address);
}
