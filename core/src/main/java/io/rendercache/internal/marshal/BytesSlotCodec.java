package io.rendercache.internal.marshal;

import io.rendercache.internal.memory.Hashes;
import io.rendercache.internal.memory.Memory;

/** Byte arrays, as they are. */
public final class BytesSlotCodec implements KeySlotCodec<byte[]>, ValueReader<byte[]> {
    @Override
    public long hash(byte[] key, long seed) {
        return strongHash(key, seed);
    }

    @Override
    public long strongHash(byte[] key, long seed) {
        return Hashes.of(key, 0, key.length, seed);
    }

    @Override
    public long storedHash(byte[] key, int length, long seed) {
        return Hashes.of(key, 0, length, seed);
    }

    @Override
    public boolean matches(byte[] content, long address, int length) {
        return content.length == length && Memory.equal(content, 0, address, length);
    }

    @Override
    public int length(byte[] content) {
        return content.length;
    }

    @Override
    public int write(byte[] content, long address) {
        Memory.copyIn(content, 0, address, content.length);
        return content.length;
    }

    @Override
    public byte[] copy(long address, int length) {
        byte[] bytes = new byte[length];
        Memory.copyOut(address, bytes, 0, length);
        return bytes;
    }

    @Override
    public void discard(byte[] copy) {
        // Left to the garbage collector.
    }
}
