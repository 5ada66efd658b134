package io.rendercache.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Values that their key determines, so that a reader can distinguish a right one from a torn, mixed-up or foreign one
 * without knowing which thread wrote it or when.
 *
 * <p>Each key has many right values, distinguished by a variant: the writer picks any, and the reader recomputes it
 * from the key and the variant it finds. Values of different variants differ in length and in every part, so half of
 * one and half of the next is never a right value.
 */
public final class SelfVerifying {
    /** The shortest {@link #bytes}: digest of the key and variant. */
    public static final int MIN_BYTES = Long.BYTES + Integer.BYTES;

    private static final int VARIANT_BITS = 16;
    private static final long VARIANT_MASK = (1L << VARIANT_BITS) - 1;

    private SelfVerifying() {}

    /** Returns a right value of {@link #MIN_BYTES} to {@code maxLength} bytes. */
    public static byte[] bytes(String key, int variant, int maxLength) {
        if (maxLength < MIN_BYTES) {
            throw new IllegalArgumentException("maxLength " + maxLength + " is less than " + MIN_BYTES);
        }
        long state = mix(digest(key) ^ mix(variant));
        int length = MIN_BYTES + (int) Long.remainderUnsigned(state, maxLength - MIN_BYTES + 1);
        ByteBuffer value = ByteBuffer.allocate(length).putLong(digest(key)).putInt(variant);
        while (value.hasRemaining()) {
            state = mix(state);
            value.put((byte) state);
        }
        return value.array();
    }

    /** Fails unless this is {@link #bytes} of the key, some variant and this maximum length. */
    public static void check(String key, byte[] value, int maxLength) {
        if (value.length < MIN_BYTES) {
            throw wrong(key, "has only " + value.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        if (buffer.getLong() != digest(key)) {
            throw wrong(key, "belongs to another key");
        }
        int variant = buffer.getInt();
        byte[] expected = bytes(key, variant, maxLength);
        int mismatch = Arrays.mismatch(expected, value);
        if (mismatch >= 0) {
            throw wrong(key, "differs from variant " + variant + " at byte " + mismatch + " of " + expected.length);
        }
    }

    /** Returns a right value in text, of ASCII and wider characters, of at most {@code maxChars} characters. */
    public static String text(String key, int variant, int maxChars) {
        String prefix = Long.toHexString(digest(key)) + ':' + variant + ':';
        int room = maxChars - prefix.length();
        if (room < 0) {
            throw new IllegalArgumentException("maxChars " + maxChars + " is less than " + prefix.length());
        }
        StringBuilder value = new StringBuilder(prefix);
        long state = mix(digest(key) ^ mix(variant));
        for (long left = Long.remainderUnsigned(state, room + 1L); left > 0; left--) {
            state = mix(state);
            value.append((char) ((state & 7) == 0 ? 0x4e00 + (state >>> 8 & 0xfff) : 'a' + (state >>> 8 & 15)));
        }
        return value.toString();
    }

    /** Fails unless this is {@link #text} of the key, some variant and this maximum length. */
    public static void check(String key, String value, int maxChars) {
        String[] parts = value.split(":", 3);
        if (parts.length != 3 || !parts[0].equals(Long.toHexString(digest(key)))) {
            throw wrong(key, "is no value of it: " + Keys.printable(value));
        }
        String expected;
        try {
            expected = text(key, Integer.parseInt(parts[1]), maxChars);
        } catch (IllegalArgumentException e) {
            throw wrong(key, "has no readable variant: " + Keys.printable(value));
        }
        if (!expected.equals(value)) {
            throw wrong(key, "is " + Keys.printable(value) + " and not " + Keys.printable(expected));
        }
    }

    /** Returns a right value in 64 bits; of the variant, the low 16 bits count. */
    public static long number(String key, int variant) {
        return digest(key) << VARIANT_BITS | variant & VARIANT_MASK;
    }

    /** Fails unless this is {@link #number} of the key and some variant. */
    public static void check(String key, long value) {
        if (value >>> VARIANT_BITS != digest(key) << VARIANT_BITS >>> VARIANT_BITS) {
            throw wrong(key, "is 0x" + Long.toHexString(value) + ", which belongs to another key");
        }
    }

    private static AssertionError wrong(String key, String what) {
        return new AssertionError("the value of " + Keys.printable(key) + " " + what);
    }

    /** Not the hash that the cache uses, nor {@link String#hashCode()}: keys that collide there must differ here. */
    private static long digest(String key) {
        byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(utf8);
        return mix(crc.getValue() << 32 ^ utf8.length ^ mix(Arrays.hashCode(utf8)));
    }

    private static long mix(long x) {
        long z = x + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
