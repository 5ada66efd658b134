package io.rendercache.internal.layout;

/**
 * A value of an {@code ImageLabelCache}, all numbers big-endian, texts as exact UTF-8.
 *
 * <pre>
 *   0       8        12      12 + n
 *   +-------+--------+-------+------------+--------+---------
 *   | score | length | label | how many   | length | alternate
 *   | 8     | n: 4   | n     | alternates | m: 4   | m          ... to the end
 *   |       |        |       | 4          |        |
 *   +-------+--------+-------+------------+--------+---------
 * </pre>
 */
public final class ImageLabelDescriptor {
    /** Offset of the score, 8 bytes. */
    public static final int SCORE = 0;

    /**
     * Offset of the label: its length, 4 bytes, and its text. The number of alternates follows, 4 bytes, and each like
     * it.
     */
    public static final int LABEL = SCORE + Double.BYTES;

    /** Length of an empty label without alternates. */
    public static final int LEAST_BYTES = LABEL + 2 * Integer.BYTES;

    private ImageLabelDescriptor() {}

    /**
     * Returns whether so many alternates can be in so many bytes: each has a length at least, so nonsense asks for no
     * more room.
     */
    public static boolean fits(int alternates, int bytes) {
        return alternates >= 0 && alternates <= bytes / Integer.BYTES;
    }
}
