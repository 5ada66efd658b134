package io.rendercache.internal.label;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Text as exact UTF-8 among other fields, preceded by its length; each text has exactly one encoding. */
public final class CountedText {
    private static final Codec<String> UTF_8 = Codecs.utf8();
    private static final char REPLACEMENT = '\uFFFD';

    private CountedText() {}

    /** Returns how many bytes {@link #write} takes. */
    public static int encodedLength(String text) {
        return Integer.BYTES + UTF_8.encodedLength(text);
    }

    /** Writes the length of the text and the text. */
    public static void write(String text, ByteBuffer target) {
        target.putInt(UTF_8.encodedLength(text));
        writeBytes(text, target);
    }

    /** Reads what {@link #write} wrote. */
    public static String read(ByteBuffer source, String what) {
        return readBytes(source, source.remaining() < Integer.BYTES ? -1 : source.getInt(), what);
    }

    /** Writes the text alone. */
    public static void writeBytes(String text, ByteBuffer target) {
        UTF_8.encode(text, target.array(), target.arrayOffset() + target.position());
        target.position(target.position() + UTF_8.encodedLength(text));
    }

    /**
     * Reads a text of this many bytes.
     *
     * @throws IllegalStateException if there are fewer bytes, or they are not UTF-8
     */
    public static String readBytes(ByteBuffer source, int length, String what) {
        if (length < 0 || length > source.remaining()) {
            throw new IllegalStateException(
                    "not " + what + ": a text of " + length + " bytes where " + source.remaining() + " are left");
        }
        int start = source.arrayOffset() + source.position();
        String text = UTF_8.decode(source.array(), start, length);
        // Malformed bytes were replaced, so two encodings would be one text.
        if (text.indexOf(REPLACEMENT) >= 0 && !isEncoding(source.array(), start, length, text)) {
            throw new IllegalStateException("not " + what + ": a text that is no UTF-8");
        }
        source.position(source.position() + length);
        return text;
    }

    private static boolean isEncoding(byte[] source, int start, int length, String text) {
        byte[] encoded = new byte[UTF_8.encodedLength(text)];
        UTF_8.encode(text, encoded, 0);
        return Arrays.equals(encoded, 0, encoded.length, source, start, start + length);
    }
}
