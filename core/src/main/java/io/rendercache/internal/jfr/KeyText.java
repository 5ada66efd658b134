package io.rendercache.internal.jfr;

import java.util.HexFormat;

/** The text of a key in an event. */
final class KeyText {
    static final int MOST_CHARS = 256;

    private KeyText() {}

    /** Returns the key's own text, or its bytes in hexadecimal, cut after {@link #MOST_CHARS}. */
    static String of(Object key) {
        if (key instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MOST_CHARS / 2));
        }
        try {
            String text = String.valueOf(key);
            return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
        } catch (RuntimeException | Error e) {
            // A recording must not affect what it records: neither replace what a loader threw, nor lose what it
            // returned.
            return key.getClass().getName();
        }
    }
}
