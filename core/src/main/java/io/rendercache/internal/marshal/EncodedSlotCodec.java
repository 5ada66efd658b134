package io.rendercache.internal.marshal;

import io.rendercache.internal.memory.Hashes;
import io.rendercache.internal.memory.Memory;

/** Keys and values that were encoded into a buffer first: those of any codec that is not built in. */
public final class EncodedSlotCodec implements KeySlotCodec<PooledBuffer>, ValueReader<PooledBuffer> {
    @Override
    public long hash(PooledBuffer key, long seed) {
        return strongHash(key, seed);
    }

    @Override
    public long strongHash(PooledBuffer key, long seed) {
        return Hashes.of(key.bytes(), key.offset(), key.length(), seed);
    }

    @Override
    public long storedHash(byte[] key, int length, long seed) {
        return Hashes.of(key, 0, length, seed);
    }

    @Override
    public boolean matches(PooledBuffer content, long address, int length) {
        return content.equalTo(address, length);
    }

    @Override
    public int length(PooledBuffer content) {
        return content.length();
    }

    @Override
    public int write(PooledBuffer content, long address) {
        Memory.copyIn(content.bytes(), content.offset(), address, content.length());
        return content.length();
    }

    @Override
    public PooledBuffer copy(long address, int length) {
        PooledBuffer buffer = PooledBuffer.borrow(length);
        Memory.copyOut(address, buffer.bytes(), 0, length);
        return buffer;
    }

    @Override
    public void discard(PooledBuffer copy) {
        copy.release();
    }
}
