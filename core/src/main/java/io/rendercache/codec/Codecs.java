package io.rendercache.codec;

/** The built-in codecs, whose objects the engine reads and writes in place, without an intermediate array. */
public final class Codecs {
    private Codecs() {}

    /**
     * {@return the codec of strings as UTF-8, exactly} Every string that has a UTF-8 form is decoded to an equal one; a
     * string with a lone surrogate, which has none, is refused with an {@link IllegalArgumentException}.
     */
    public static Codec<String> utf8() {
        return Utf8Codec.INSTANCE;
    }

    /** {@return the codec of longs as 8 bytes, in the machine's byte order} */
    public static Codec<Long> int64() {
        return Int64Codec.INSTANCE;
    }

    /**
     * {@return the codec of byte arrays as they are} They are compared by content; an array must not change during a
     * call.
     */
    public static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }
}
