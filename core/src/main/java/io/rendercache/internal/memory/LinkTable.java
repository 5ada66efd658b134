package io.rendercache.internal.memory;

/**
 * A table with a row for each slot, from slot 1 on, such as the links that {@link
 * io.rendercache.internal.layout.LinkDescriptor} lays out. A slot that there is not is an {@link
 * IndexOutOfBoundsException}.
 */
public final class LinkTable {
    private final long base;
    private final int stride;
    private final int slots;

    /**
     * Creates a table.
     *
     * @param base address of the first slot's row
     * @param stride length of a row in bytes
     * @param slots number of rows
     */
    public LinkTable(long base, int stride, int slots) {
        this.base = base - stride;
        this.stride = stride;
        this.slots = slots;
    }

    /** Plain read of a field. */
    public int get(int slot, int field) {
        return Memory.getInt(address(slot) + field);
    }

    /** Plain write of a field. */
    public void put(int slot, int field, int value) {
        Memory.putInt(address(slot) + field, value);
    }

    /** Acquire read of a field. */
    public int getAcquire(int slot, int field) {
        return Memory.getIntAcquire(address(slot) + field);
    }

    /** Release write of a field. */
    public void putRelease(int slot, int field, int value) {
        Memory.putIntRelease(address(slot) + field, value);
    }

    private long address(int slot) {
        // A number from memory that was damaged must not lead outside of it.
        if (Integer.compareUnsigned(slot - 1, slots) >= 0) {
            throw noSuchSlot(slot);
        }
        return base + (long) slot * stride;
    }

    private IndexOutOfBoundsException noSuchSlot(int slot) {
        return new IndexOutOfBoundsException("slot " + slot + " of " + slots);
    }
}
