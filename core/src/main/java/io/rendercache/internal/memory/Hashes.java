package io.rendercache.internal.memory;

/**
 * Hash functions over words, keyed by a seed that each cache draws at random. Built on the folded 128-bit product, as
 * wyhash made popular: one multiplication mixes two words. A factor that is zero would forget the other, so each word is
 * first mixed with the seed: nobody outside can choose it.
 */
public final class Hashes {
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private Hashes() {}

    /** Spreads the information of one word over all 64 bits. */
    public static long spread(long word, long seed) {
        return folded(word ^ seed, (seed << 1) ^ FIRST | 1);
    }

    /** Hashes bytes of an array. */
    public static long of(byte[] bytes, int offset, int length, long seed) {
        long secret = seed ^ SECOND;
        long hash = seed ^ length * FIRST;
        int end = offset + length;
        int at = offset;
        while (end - at >= 2 * Long.BYTES) {
            hash = folded(Memory.wordAt(bytes, at) ^ secret, Memory.wordAt(bytes, at + Long.BYTES) ^ hash);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            hash = folded(Memory.wordAt(bytes, at) ^ secret, hash);
            at += Long.BYTES;
        }
        if (at < end) {
            hash = folded(Memory.partialWordAt(bytes, at, end - at) ^ FIRST, hash);
        }
        return folded(hash ^ FIRST, seed ^ SECOND);
    }

    /** Hashes bytes at a word-aligned, zero-padded address, to the same as {@link #of(byte[], int, int, long)}. */
    public static long of(long address, int length, long seed) {
        long secret = seed ^ SECOND;
        long hash = seed ^ length * FIRST;
        long end = address + length;
        long at = address;
        while (end - at >= 2 * Long.BYTES) {
            hash = folded(Memory.getLong(at) ^ secret, Memory.getLong(at + Long.BYTES) ^ hash);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            hash = folded(Memory.getLong(at) ^ secret, hash);
            at += Long.BYTES;
        }
        if (at < end) {
            hash = folded(Memory.getLong(at) ^ FIRST, hash);
        }
        return folded(hash ^ FIRST, seed ^ SECOND);
    }

    /** Hashes the 8 bytes of a word, to the same as hashing them where they stand. */
    public static long of(long word, long seed) {
        long hash = seed ^ Long.BYTES * FIRST;
        return folded(folded(word ^ seed ^ SECOND, hash) ^ FIRST, seed ^ SECOND);
    }

    private static long folded(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
