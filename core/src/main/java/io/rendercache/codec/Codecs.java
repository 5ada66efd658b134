package io.rendercache.codec;

/** The codecs that the engine knows by heart: it reads and writes what they carry without an array in between. */
public final class Codecs {
    private Codecs() {}

    /**
     * {@return the codec of strings as UTF-8, exactly} Every string that has a UTF-8 form comes back equal, and one that
     * has none, because a surrogate stands alone in it, is refused with an {@link IllegalArgumentException} rather than
     * folded into another.
     */
    public static Codec<String> utf8() {
        return Utf8Codec.INSTANCE;
    }

    /** {@return the codec of longs as 8 bytes, in the machine's byte order} */
    public static Codec<Long> int64() {
        return Int64Codec.INSTANCE;
    }

    /**
     * {@return the codec of byte arrays as they are} They are compared by content; an array must not change while a call
     * has it.
     */
    public static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }
}
