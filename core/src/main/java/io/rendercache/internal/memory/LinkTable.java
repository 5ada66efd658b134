package io.rendercache.internal.memory;

/**
 * The links of all slots, laid out by {@link io.rendercache.internal.layout.LinkDescriptor}: one row a slot, from slot
 * 1 on.
 */
public final class LinkTable {
    private final long base;
    private final int stride;

    /**
     * Creates a table.
     *
     * @param base address of the first slot's row
     * @param stride length of a row in bytes
     */
    public LinkTable(long base, int stride) {
        this.base = base - stride;
        this.stride = stride;
    }

    /** Plain read of a field. */
    public int get(int slot, int field) {
        return Memory.getInt(base + (long) slot * stride + field);
    }

    /** Plain write of a field. */
    public void put(int slot, int field, int value) {
        Memory.putInt(base + (long) slot * stride + field, value);
    }

    /** Acquire read of a field. */
    public int getAcquire(int slot, int field) {
        return Memory.getIntAcquire(base + (long) slot * stride + field);
    }

    /** Release write of a field. */
    public void putRelease(int slot, int field, int value) {
        Memory.putIntRelease(base + (long) slot * stride + field, value);
    }
}
