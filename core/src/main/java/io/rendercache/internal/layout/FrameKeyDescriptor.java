package io.rendercache.internal.layout;

/**
 * A key of a {@code FrameDirCache}: the job's id and the directory, so that one job never sees another's entry,
 * whatever their paths.
 *
 * <pre>
 *    0         4                                8 * n
 *   +---------+-------------- ... -------------+------------ ... ------------+
 *   | id size | id, UTF-8, padded with zeros   | directory, normalised, UTF-8|
 *   +---------+-------------- ... -------------+------------ ... ------------+
 *
 *   id size   in bytes, big-endian
 * </pre>
 */
public final class FrameKeyDescriptor {
    /** Offset of the id's length, 4 bytes. */
    public static final int ID_BYTES = 0;

    /** Offset of the id. */
    public static final int ID = ID_BYTES + Integer.BYTES;

    private FrameKeyDescriptor() {}

    /**
     * Returns the offset of the directory behind an id of this length: all keys of a job have the bytes before it in
     * common.
     */
    public static int directory(int idBytes) {
        return SlotDescriptor.padded(ID + idBytes);
    }
}
