package io.rendercache.codec;

/** The codecs that the engine knows by heart: it reads and writes what they carry without an array in between. */
public final class Codecs {
    private Codecs() {}

    /**
     * Strings as UTF-8, exactly: every string that has a UTF-8 form comes back equal, and one that has none, because a
     * surrogate stands alone in it, is refused with an {@link IllegalArgumentException} rather than folded into another.
     */
    public static Codec<String> utf8() {
        return Utf8Codec.INSTANCE;
    }

    /** Longs as 8 bytes, in the machine's byte order. */
    public static Codec<Long> int64() {
        return Int64Codec.INSTANCE;
    }

    /** Byte arrays as they are. Compared by content; an array must not change while a call has it. */
    public static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }
}
