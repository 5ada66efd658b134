package io.rendercache.codec;

import io.rendercache.internal.layout.CodecIds;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Exact UTF-8; the JDK's own encoder turns a lone surrogate into a question mark. */
enum Utf8Codec implements Codec<String> {
    INSTANCE;

    @Override
    public int encodedLength(String value) {
        int length = value.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                bytes++;
            }
            if (c >= 0x800) {
                bytes++;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == length
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw new IllegalArgumentException("text has no UTF-8 form: lone surrogate U+"
                            + Integer.toHexString(c).toUpperCase(Locale.ROOT) + " at index " + i);
                }
                // A pair is 4 bytes: so far it has been counted as 3 for the first of its two characters, 1 for the
                // next.
                i++;
            }
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("text of " + length + " characters takes more than " + Integer.MAX_VALUE
                    + " bytes as UTF-8; shorten it");
        }
        return bytes;
    }

    @Override
    public void encode(String value, byte[] target, int offset) {
        int length = value.length();
        int at = offset;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | c >> 6);
                target[at++] = continuation(c);
            } else if (Character.isSurrogate(c)) {
                int point = value.codePointAt(i++);
                target[at++] = (byte) (0xF0 | point >> 18);
                target[at++] = continuation(point >> 12);
                target[at++] = continuation(point >> 6);
                target[at++] = continuation(point);
            } else {
                target[at++] = (byte) (0xE0 | c >> 12);
                target[at++] = continuation(c >> 6);
                target[at++] = continuation(c);
            }
        }
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        return new String(source, offset, length, StandardCharsets.UTF_8);
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | bits & 0x3F);
    }

    @Override
    public String id() {
        return CodecIds.UTF_8;
    }
}
