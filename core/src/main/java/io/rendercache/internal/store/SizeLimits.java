package io.rendercache.internal.store;

import io.rendercache.internal.layout.Geometry;

/**
 * The size limits of a cache.
 *
 * @param maxEntries most entries
 * @param maxKeyBytes longest key
 * @param inlineValueBytes longest value in a slot
 * @param maxValueBytes longest value; those that do not fit a slot are kept out of line
 * @param maxBytes most bytes of keys and values together, 0 for no such bound
 */
public record SizeLimits(int maxEntries, int maxKeyBytes, int inlineValueBytes, int maxValueBytes, long maxBytes) {
    /** The most entries that a cache can have. */
    public static final int MOST_ENTRIES = 1 << 30;

    /** The longest value that a cache can have. */
    public static final int MOST_VALUE_BYTES = 1 << 28;

    /** The most stripes that a cache can have. */
    public static final int MOST_STRIPES = Geometry.MOST_STRIPES;

    /** The shortest limit of values in a slot, where values are kept out of line: it must have room for a reference. */
    public static final int FEWEST_INLINE_BYTES = 32;

    private static final int INLINE_UNLESS_SET = 1 << 16;
    private static final int DEFAULT_INLINE_BYTES = 256;
    private static final long DEFAULT_MAX_BYTES = 256L << 20;

    /**
     * Returns the limits, with defaults for what is not set.
     *
     * @param inlineValueBytes longest value in a slot, 0 for the default
     * @param maxBytes most bytes together, 0 for the default
     */
    public static SizeLimits of(
            int maxEntries, int maxKeyBytes, int inlineValueBytes, int maxValueBytes, long maxBytes) {
        int inline = inlineValueBytes;
        if (inline == 0) {
            inline = maxValueBytes <= INLINE_UNLESS_SET ? maxValueBytes : DEFAULT_INLINE_BYTES;
        }
        inline = Math.min(inline, maxValueBytes);
        long bytes = maxBytes;
        if (bytes == 0 && inline < maxValueBytes) {
            bytes = Math.max(DEFAULT_MAX_BYTES, (long) maxValueBytes + maxKeyBytes);
        }
        return new SizeLimits(maxEntries, maxKeyBytes, inline, maxValueBytes, bytes);
    }

    /** Returns whether some values do not fit a slot. */
    boolean hasOutOfLine() {
        return inlineValueBytes < maxValueBytes;
    }

    boolean hasBudget() {
        return maxBytes > 0;
    }

    /** Returns whether a value of this length is kept out of line. */
    boolean isOutOfLine(long valueBytes) {
        return valueBytes > inlineValueBytes;
    }
}
