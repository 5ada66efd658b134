package io.rendercache.internal.layout;

/**
 * The tree that finds the stripe with the oldest entry: nodes of 16 words, a cache-line pair each. The words of the
 * lowest level belong to the stripes, those of a higher one to the nodes below it.
 *
 * <pre>
 *    63                          13 12    9 8         0
 *   +------------------------------+-------+-----------+
 *   | number                       | child | lowerings |
 *   +------------------------------+-------+-----------+
 *
 *   number      no entry below has a lower number; a huge one if there is none
 *   child       which of the words below has that number; unused in the words of stripes
 *   lowerings   counts, modulo 512, how often the word was lowered or confirmed to be low enough
 *
 *   +----------------------------+----------------------+------+
 *   | words of the stripes       | of nodes of stripes  | root |
 *   +----------------------------+----------------------+------+
 * </pre>
 */
public final class OldestTreeDescriptor {
    /** Words of a node. */
    public static final int FAN_OUT = 16;

    /** Bits of the number of words of a node. */
    public static final int FAN_OUT_BITS = 4;

    /** Length of a node. */
    public static final int NODE_BYTES = FAN_OUT * Long.BYTES;

    /** Bits of the count of lowerings. */
    public static final int LOWERING_BITS = 9;

    /** Where the number begins, above the child. */
    public static final int NUMBER_SHIFT = LOWERING_BITS + FAN_OUT_BITS;

    private OldestTreeDescriptor() {}

    /** Returns how many nodes a level has that is above so many words, or stripes. */
    public static int nodes(int words) {
        return (words + FAN_OUT - 1) >>> FAN_OUT_BITS;
    }

    /** Returns the length of the tree for so many stripes. */
    public static long bytes(int stripes) {
        long bytes = 0;
        int nodes = stripes;
        do {
            nodes = nodes(nodes);
            bytes += (long) nodes * NODE_BYTES;
        } while (nodes > 1);
        return bytes;
    }
}
