package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.internal.engine.Encoding;

/** A codec as the engine sees it. */
record CodecEncoding<T>(Codec<T> codec) implements Encoding<T> {
    @Override
    public int length(T object) {
        int length = codec.encodedLength(object);
        if (length < 0) {
            throw new IllegalStateException("codec " + codec + " says that a value takes " + length + " bytes");
        }
        return length;
    }

    @Override
    public void encode(T object, byte[] target, int offset) {
        codec.encode(object, target, offset);
    }
}
