package io.rendercache;

/**
 * How large keys and values of a cache may be, and where values go.
 *
 * @param maxKeyBytes longest key
 * @param inlineValueBytes longest value in a slot
 * @param maxValueBytes longest value; longer ones than fit a slot are kept elsewhere
 * @param maxBytes most bytes of keys and values together, 0 for no such bound
 */
record Limits(int maxKeyBytes, int inlineValueBytes, int maxValueBytes, long maxBytes) {
    private static final int INLINE_UNASKED = 1 << 16;
    private static final int DEFAULT_INLINE_BYTES = 256;
    private static final long DEFAULT_MAX_BYTES = 256L << 20;

    static Limits of(BoundedLru.Builder<?, ?> builder) {
        int maxValueBytes = builder.maxValueBytes;
        int inline = builder.inlineValueBytes;
        if (inline == 0) {
            inline = maxValueBytes <= INLINE_UNASKED ? maxValueBytes : DEFAULT_INLINE_BYTES;
        }
        inline = Math.min(inline, maxValueBytes);
        long maxBytes = builder.maxBytes;
        if (maxBytes == 0 && inline < maxValueBytes) {
            maxBytes = Math.max(DEFAULT_MAX_BYTES, (long) maxValueBytes + builder.maxKeyBytes);
        }
        return new Limits(builder.maxKeyBytes, inline, maxValueBytes, maxBytes);
    }

    /** Whether some values do not fit a slot. */
    boolean hasLarge() {
        return inlineValueBytes < maxValueBytes;
    }

    boolean hasBudget() {
        return maxBytes > 0;
    }

    /** Whether a value of this length goes elsewhere. */
    boolean isLarge(long valueBytes) {
        return valueBytes > inlineValueBytes;
    }
}
