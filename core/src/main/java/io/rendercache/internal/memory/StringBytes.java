package io.rendercache.internal.memory;

import org.agrona.UnsafeApi;
import org.jspecify.annotations.Nullable;

/**
 * Accesses the bytes of a string without copying them.
 *
 * <p>Since Java 9 a string whose characters all fit in one byte keeps them in a {@code byte[]}, one each. Comparing a
 * key with that array directly saves a copy on each hit (8 of 33 ns for 90 characters). If the fields are not as
 * expected, or the string is not of that kind, the result is {@code null} and the caller encodes.
 */
public final class StringBytes {
    private static final byte LATIN1 = 0;

    private static final long VALUE;
    private static final long CODER;

    static {
        long value = -1;
        long coder = -1;
        try {
            value = UnsafeApi.objectFieldOffset(String.class, "value");
            coder = UnsafeApi.objectFieldOffset(String.class, "coder");
            String probe = "probe";
            if (!(UnsafeApi.getReference(probe, value) instanceof byte[] bytes)
                    || UnsafeApi.getByte(probe, coder) != LATIN1
                    || bytes.length != probe.length()
                    || bytes[0] != 'p') {
                value = -1;
            }
        } catch (InternalError e) {
            value = -1;
        }
        VALUE = value;
        CODER = coder;
    }

    private StringBytes() {}

    /**
     * Returns the string's internal array, one byte a character, which must not be written to; {@code null} if it has
     * none.
     */
    public static byte @Nullable [] latin1(String text) {
        if (VALUE < 0 || UnsafeApi.getByte(text, CODER) != LATIN1) {
            return null;
        }
        return (byte[]) UnsafeApi.getReference(text, VALUE);
    }
}
