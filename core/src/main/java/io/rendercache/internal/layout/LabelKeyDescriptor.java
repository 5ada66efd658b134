package io.rendercache.internal.layout;

/**
 * A key of an {@code ImageLabelCache}, all numbers big-endian. Of fixed length but for the path, which is last:
 * different keys have different bytes.
 *
 * <pre>
 *   0       4      8                        32                       56
 *   +-------+------+------------------------+------------------------+----------------------
 *   | row   | topK | embeddings:            | vocabulary:            | path of embeddings,
 *   | 4     | 4    | modified changed size  | modified changed size  | UTF-8, to the end
 *   +-------+------+------------------------+------------------------+----------------------
 * </pre>
 */
public final class LabelKeyDescriptor {
    /** Offset of the row, 4 bytes. */
    public static final int ROW = 0;

    /** Offset of topK, 4 bytes. */
    public static final int TOP_K = ROW + Integer.BYTES;

    /** Offset of the stamp of the embeddings. */
    public static final int EMBEDDINGS = TOP_K + Integer.BYTES;

    /** In a stamp: offset of the time of the last modification in nanoseconds, 8 bytes. */
    public static final int MODIFIED = 0;

    /** In a stamp: offset of the time of the last change in nanoseconds, 8 bytes. */
    public static final int CHANGED = MODIFIED + Long.BYTES;

    /** In a stamp: offset of the file's length, 8 bytes. */
    public static final int SIZE = CHANGED + Long.BYTES;

    /** Length of a stamp. */
    public static final int STAMP_BYTES = SIZE + Long.BYTES;

    /** Offset of the stamp of the vocabulary. */
    public static final int VOCABULARY = EMBEDDINGS + STAMP_BYTES;

    /** Offset of the path; no key is shorter, and none without a path. */
    public static final int PATH = VOCABULARY + STAMP_BYTES;

    private LabelKeyDescriptor() {}
}
