package io.rendercache.internal.marshal;

/**
 * A slot codec of keys, which also hashes them.
 *
 * @param <K> the type that represents a key
 */
public interface KeySlotCodec<K> extends SlotCodec<K> {
    /**
     * Returns the hash that selects the key's stripe, and its bucket unless the stripe uses strong hashes. May be
     * cheap, and open to deliberate collisions.
     */
    long hash(K key, long seed);

    /** Returns a hash of the key's bytes, {@code Hashes.of}, for a stripe in which the cheap one collided too often. */
    long strongHash(K key, long seed);

    /** Returns {@link #hash} of the key whose bytes these are, as they were found in a file. */
    long storedHash(byte[] key, int length, long seed);
}
