package io.rendercache.internal.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a slot of a file holds, and thus how it is treated when the file is opened. */
public enum SlotState {
    /** Nothing: no entry was ever in it. */
    UNUSED,

    /** Nothing: it was given back. */
    FREE,

    /** A whole entry. */
    ENTRY,

    /** Half an entry: it was being written or evicted. It is discarded and counted. */
    TORN,

    /** Bytes that no cache wrote. It is discarded and counted. */
    DAMAGED;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /**
     * Returns the state of a slot in an array.
     *
     * @param bytes contains the whole slot
     * @param offset the index of its first byte
     * @param header of its file
     */
    public static SlotState of(byte[] bytes, int offset, FileHeader header) {
        FileGeometry geometry = header.geometry();
        long version = (long) LONG.get(bytes, offset + SlotDescriptor.VERSION);
        long lengths = (long) LONG.get(bytes, offset + SlotDescriptor.LENGTHS);
        int checksum = (int) INT.get(bytes, offset + SlotDescriptor.checksum(geometry.slotBytes()));
        boolean isWhole = SlotDescriptor.isPublished(version)
                && SlotDescriptor.fits(lengths, geometry.maxKeyBytes(), geometry.inlineValueBytes())
                && checksum == SlotChecksum.of(bytes, offset, lengths, header.seed());
        return of(version, lengths, checksum, isWhole);
    }

    /**
     * Returns the state of a slot.
     *
     * @param version its version
     * @param lengths its lengths
     * @param checksum the checksum that it contains
     * @param isWhole whether its lengths fit and its checksum is that of its bytes; asked only of a slot whose version
     *     {@linkplain SlotDescriptor#isPublished is published}
     */
    public static SlotState of(long version, long lengths, int checksum, boolean isWhole) {
        if (SlotDescriptor.isPublished(version) && isWhole) {
            return ENTRY;
        }
        // No lengths at all are those of an unused slot, and those of an empty key's empty value, which has a checksum.
        if (lengths == SlotDescriptor.GIVEN_BACK || lengths == 0 && checksum == 0) {
            return version == 0 && lengths == 0 ? UNUSED : FREE;
        }
        return SlotDescriptor.isStable(version) ? DAMAGED : TORN;
    }

    /** Returns whether the entry of such a slot is lost. */
    public boolean isLost() {
        return this == TORN || this == DAMAGED;
    }
}
