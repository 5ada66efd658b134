package io.rendercache.internal.marshal;

import io.rendercache.internal.memory.Hashes;
import io.rendercache.internal.memory.Memory;

/** 64-bit integers, in native byte order. */
public final class LongSlotCodec implements KeySlotCodec<Long>, ValueReader<Long> {
    @Override
    public long hash(Long key, long seed) {
        return Hashes.spread(key, seed);
    }

    @Override
    public long strongHash(Long key, long seed) {
        return Hashes.of(key, seed);
    }

    @Override
    public long storedHash(byte[] key, int length, long seed) {
        return Hashes.spread(Memory.wordAt(key, 0), seed);
    }

    @Override
    public boolean matches(Long content, long address, int length) {
        return length == Long.BYTES && Memory.getLong(address) == content;
    }

    @Override
    public int length(Long content) {
        return Long.BYTES;
    }

    @Override
    public int write(Long content, long address) {
        Memory.putLong(address, content);
        return Long.BYTES;
    }

    @Override
    public Long copy(long address, int length) {
        return Memory.getLong(address);
    }

    @Override
    public void discard(Long copy) {
        // Left to the garbage collector.
    }
}
