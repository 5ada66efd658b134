package io.rendercache.internal.marshal;

import io.rendercache.codec.Codec;

/** Adapts a codec to {@link Encoder}. */
public record CodecEncoder<T>(Codec<T> codec) implements Encoder<T> {
    @Override
    public int length(T object) {
        int length = codec.encodedLength(object);
        if (length < 0) {
            throw new IllegalStateException(name() + " declared " + length + " bytes");
        }
        return length;
    }

    /** Returns what messages call the codec. */
    String name() {
        String className = codec.getClass().getName();
        String id = codec.id();
        return "codec " + className + (id.equals(className) ? "" : " (" + id + ")");
    }

    @Override
    public void encode(T object, byte[] target, int offset) {
        codec.encode(object, target, offset);
    }
}
