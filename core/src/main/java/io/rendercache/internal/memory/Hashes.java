package io.rendercache.internal.memory;

import io.rendercache.internal.layout.WordHash;

/** The {@link WordHash} of bytes in raw memory and, read as {@link Memory} reads them, in arrays. */
public final class Hashes {
    private Hashes() {}

    /** Spreads the information of one word over all 64 bits. */
    public static long spread(long word, long seed) {
        return WordHash.spread(word, seed);
    }

    /** Hashes bytes of an array, without the bounds checks of {@link WordHash#of}. */
    public static long of(byte[] bytes, int offset, int length, long seed) {
        long hash = WordHash.begin(length, seed);
        int end = offset + length;
        int at = offset;
        while (end - at >= 2 * Long.BYTES) {
            hash = WordHash.pair(hash, Memory.wordAt(bytes, at), Memory.wordAt(bytes, at + Long.BYTES), seed);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            hash = WordHash.single(hash, Memory.wordAt(bytes, at), seed);
            at += Long.BYTES;
        }
        if (at < end) {
            hash = WordHash.partial(hash, Memory.partialWordAt(bytes, at, end - at));
        }
        return WordHash.end(hash, seed);
    }

    /** Hashes bytes at a word-aligned, zero-padded address, to the same as {@link #of(byte[], int, int, long)}. */
    public static long of(long address, int length, long seed) {
        long hash = WordHash.begin(length, seed);
        long end = address + length;
        long at = address;
        while (end - at >= 2 * Long.BYTES) {
            hash = WordHash.pair(hash, Memory.getLong(at), Memory.getLong(at + Long.BYTES), seed);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            hash = WordHash.single(hash, Memory.getLong(at), seed);
            at += Long.BYTES;
        }
        if (at < end) {
            hash = WordHash.partial(hash, Memory.getLong(at));
        }
        return WordHash.end(hash, seed);
    }

    /** Hashes the 8 bytes of a word, to the same as hashing them in memory. */
    public static long of(long word, long seed) {
        return WordHash.end(WordHash.single(WordHash.begin(Long.BYTES, seed), word, seed), seed);
    }
}
