package io.rendercache.internal.engine;

import io.rendercache.internal.memory.Memory;

/** The bytes of one entry, to be copied out while somebody guarantees that they stand still. */
public final class EntryBytes {
    private final long keyAddress;
    private final int keyBytes;
    private final long valueAddress;
    private final int valueBytes;

    EntryBytes(long keyAddress, int keyBytes, long valueAddress, int valueBytes) {
        this.keyAddress = keyAddress;
        this.keyBytes = keyBytes;
        this.valueAddress = valueAddress;
        this.valueBytes = valueBytes;
    }

    /** Returns a copy of the key's bytes. */
    public byte[] key() {
        return copy(keyAddress, keyBytes);
    }

    /** Returns a copy of the value's bytes. */
    public byte[] value() {
        return copy(valueAddress, valueBytes);
    }

    private static byte[] copy(long address, int length) {
        byte[] bytes = new byte[length];
        Memory.copyOut(address, bytes, 0, length);
        return bytes;
    }
}
