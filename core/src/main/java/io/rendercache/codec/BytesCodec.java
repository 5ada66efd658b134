package io.rendercache.codec;

import io.rendercache.internal.layout.CodecIds;
import java.util.Arrays;

/** Byte arrays as they are. */
enum BytesCodec implements Codec<byte[]> {
    INSTANCE;

    @Override
    public int encodedLength(byte[] value) {
        return value.length;
    }

    @Override
    public void encode(byte[] value, byte[] target, int offset) {
        System.arraycopy(value, 0, target, offset, value.length);
    }

    @Override
    public byte[] decode(byte[] source, int offset, int length) {
        return Arrays.copyOfRange(source, offset, offset + length);
    }

    @Override
    public String id() {
        return CodecIds.BYTES;
    }
}
