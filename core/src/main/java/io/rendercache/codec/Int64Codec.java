package io.rendercache.codec;

import io.rendercache.internal.layout.CodecIds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Longs in native order. */
enum Int64Codec implements Codec<Long> {
    INSTANCE;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    @Override
    public int encodedLength(Long value) {
        return Long.BYTES;
    }

    @Override
    public void encode(Long value, byte[] target, int offset) {
        WORD.set(target, offset, (long) value);
    }

    @Override
    public Long decode(byte[] source, int offset, int length) {
        return (long) WORD.get(source, offset);
    }

    @Override
    public String id() {
        return CodecIds.INT_64;
    }
}
