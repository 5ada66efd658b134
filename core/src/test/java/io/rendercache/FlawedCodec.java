package io.rendercache;

import io.rendercache.codec.Codec;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/** Byte arrays as they are, whose declared length may be another than the one that is written. */
class FlawedCodec implements Codec<byte[]> {
    private final ToIntFunction<byte[]> declared;

    FlawedCodec(ToIntFunction<byte[]> declared) {
        this.declared = declared;
    }

    /** Returns a codec that is right. */
    static FlawedCodec right() {
        return declaringMore(0);
    }

    /** Returns a codec that writes this many bytes fewer than it declares; more, if that is negative. */
    static FlawedCodec declaringMore(int bytes) {
        return new FlawedCodec(value -> value.length + bytes);
    }

    @Override
    public int encodedLength(byte[] value) {
        return declared.applyAsInt(value);
    }

    @Override
    public void encode(byte[] value, byte[] target, int offset) {
        System.arraycopy(value, 0, target, offset, value.length);
    }

    @Override
    public byte[] decode(byte[] source, int offset, int length) {
        return Arrays.copyOfRange(source, offset, offset + length);
    }
}
