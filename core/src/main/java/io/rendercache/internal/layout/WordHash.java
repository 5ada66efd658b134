package io.rendercache.internal.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash over words, keyed by a random seed of each cache; also the checksum of slots. Built on the folded 128-bit
 * product, as in wyhash: one multiplication mixes two words. A factor of zero would discard the other, so each word is
 * first mixed with the seed, which no caller can choose.
 *
 * <p>The steps are public, so that code that reads words from raw memory computes the same hash: {@link #begin}, {@link
 * #pair} for each two words, {@link #single} for a whole word that is left, {@link #partial} for fewer than 8 bytes,
 * {@link #end}.
 */
public final class WordHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private WordHash() {}

    /** Hashes bytes of an array. */
    public static long of(byte[] bytes, int offset, int length, long seed) {
        long hash = begin(length, seed);
        int end = offset + length;
        int at = offset;
        while (end - at >= 2 * Long.BYTES) {
            hash = pair(hash, (long) LONG.get(bytes, at), (long) LONG.get(bytes, at + Long.BYTES), seed);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            hash = single(hash, (long) LONG.get(bytes, at), seed);
            at += Long.BYTES;
        }
        if (at < end) {
            hash = partial(hash, partialWord(bytes, at, end - at));
        }
        return end(hash, seed);
    }

    /** Returns the initial state for this many bytes. */
    public static long begin(int length, long seed) {
        return seed ^ length * FIRST;
    }

    /** Mixes in two words. */
    public static long pair(long hash, long word, long next, long seed) {
        return folded(word ^ seed ^ SECOND, next ^ hash);
    }

    /** Mixes in the word behind the last pair. */
    public static long single(long hash, long word, long seed) {
        return folded(word ^ seed ^ SECOND, hash);
    }

    /** Mixes in the last 1 to 7 bytes, as a word whose missing bytes are zeros. */
    public static long partial(long hash, long word) {
        return folded(word ^ FIRST, hash);
    }

    /** Returns the hash. */
    public static long end(long hash, long seed) {
        return folded(hash ^ FIRST, seed ^ SECOND);
    }

    /** Spreads the information of one word over all 64 bits; cheaper, and not the hash of the word's bytes. */
    public static long spread(long word, long seed) {
        return folded(word ^ seed, (seed << 1) ^ FIRST | 1);
    }

    private static long partialWord(byte[] bytes, int offset, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[offset + i] & 0xFFL) << (BIG_ENDIAN ? 56 - (i << 3) : i << 3);
        }
        return word;
    }

    private static long folded(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
