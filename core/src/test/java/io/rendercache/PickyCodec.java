package io.rendercache;

import io.rendercache.codec.Codec;
import java.nio.ByteBuffer;

/** Writes every number and reads all but one. */
final class PickyCodec implements Codec<Integer> {
    static final int UNREADABLE = -13;

    @Override
    public int encodedLength(Integer value) {
        return Integer.BYTES;
    }

    @Override
    public void encode(Integer value, byte[] target, int offset) {
        ByteBuffer.wrap(target).putInt(offset, value);
    }

    @Override
    public Integer decode(byte[] source, int offset, int length) {
        int value = ByteBuffer.wrap(source).getInt(offset);
        if (value == UNREADABLE) {
            throw new IllegalStateException("cannot read " + value);
        }
        return value;
    }
}
