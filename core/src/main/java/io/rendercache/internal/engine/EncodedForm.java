package io.rendercache.internal.engine;

import io.rendercache.internal.memory.Memory;

/** Keys and values that were encoded into a buffer first: those of any codec the engine does not know by heart. */
public final class EncodedForm implements KeyForm<Encoded>, Form<Encoded>, ValueReader<Encoded> {
    @Override
    public long hash(Encoded key, long seed) {
        return strongHash(key, seed);
    }

    @Override
    public long strongHash(Encoded key, long seed) {
        return Hashes.of(key.bytes(), 0, key.length(), seed);
    }

    @Override
    public long storedHash(byte[] key, int length, long seed) {
        return Hashes.of(key, 0, length, seed);
    }

    @Override
    public boolean matches(Encoded content, long address, int length) {
        return content.equalTo(address, length);
    }

    @Override
    public int length(Encoded content) {
        return content.length();
    }

    @Override
    public int write(Encoded content, long address) {
        Memory.copyIn(content.bytes(), 0, address, content.length());
        return content.length();
    }

    @Override
    public Encoded copy(long address, int length) {
        Encoded buffer = Encoded.borrow(length);
        Memory.copyOut(address, buffer.bytes(), 0, length);
        return buffer;
    }

    @Override
    public void discard(Encoded copy) {
        copy.release();
    }
}
