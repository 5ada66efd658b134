package io.rendercache.internal.lru;

import io.rendercache.internal.memory.Memory;

/** The fields of {@link io.rendercache.internal.layout.LinkDescriptor} of each slot. */
final class Links {
    private final long base;
    private final int stride;

    Links(long base, int stride) {
        this.base = base - stride;
        this.stride = stride;
    }

    int get(int slot, int field) {
        return Memory.getInt(base + (long) slot * stride + field);
    }

    void put(int slot, int field, int value) {
        Memory.putInt(base + (long) slot * stride + field, value);
    }

    int getAcquire(int slot, int field) {
        return Memory.getIntAcquire(base + (long) slot * stride + field);
    }

    void putRelease(int slot, int field, int value) {
        Memory.putIntRelease(base + (long) slot * stride + field, value);
    }
}
