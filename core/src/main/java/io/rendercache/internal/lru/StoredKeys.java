package io.rendercache.internal.lru;

/** Interprets the keys that an engine finds in a file. */
public interface StoredKeys {
    /** Returns what {@code KeySlotCodec.hash} returns for the key whose bytes these are. */
    long hash(byte[] key, int length, long seed);

    /** Returns the number of the owner of a key, 0 for none; asked once for each, in no order, by one thread. */
    default int owner(byte[] key, int length) {
        return 0;
    }
}
