package io.rendercache.internal.marshal;

/**
 * The form of a key, with its hashes.
 *
 * @param <K> what carries the key
 */
public interface KeySlotCodec<K> extends SlotCodec<K> {
    /**
     * Returns the hash that finds the key's stripe, and its bucket while nobody abuses it. May be cheap, and its
     * collisions may be made on purpose.
     */
    long hash(K key, long seed);

    /** Returns a hash of the key's bytes, {@code Hashes.of}, for a stripe in which the cheap one was abused. */
    long strongHash(K key, long seed);

    /** Returns {@link #hash} of the key whose bytes these are, as they were found in a file. */
    long storedHash(byte[] key, int length, long seed);
}
