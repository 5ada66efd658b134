package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.OldestTreeDescriptor.FAN_OUT;
import static io.rendercache.internal.layout.OldestTreeDescriptor.FAN_OUT_BITS;
import static io.rendercache.internal.layout.OldestTreeDescriptor.LOWERING_BITS;
import static io.rendercache.internal.layout.OldestTreeDescriptor.NODE_BYTES;
import static io.rendercache.internal.layout.OldestTreeDescriptor.NUMBER_SHIFT;

import io.rendercache.internal.layout.OldestTreeDescriptor;
import io.rendercache.internal.memory.Memory;

/**
 * Finds the stripe with the oldest entry in steps that grow with the logarithm of the number of stripes: a tree whose
 * words are lower bounds of the numbers of the entries below them.
 *
 * <p><b>Lower bounds.</b> A word may be too low, never too high. One that is too low leads to a stripe whose oldest
 * entry is younger, which is noticed with its lock held, and then the word is raised. One that was too high would hide
 * the oldest entry of all. Who evicts an entry raises the words above it; those that a use of the oldest entry leaves
 * too low are raised by who finds them so.
 *
 * <p><b>Who writes what.</b> The word of a stripe is written with its lock held. That of a node is raised by a
 * compare-and-set, to the minimum of the words below, which the thread has read after it read the word; and lowered by
 * one, after the word below it was lowered. A lowering always changes the word, at least its count. If a lowering below
 * comes after the thread has read the words below, then the lowering of the word itself comes either before its
 * compare-and-set, which then fails, or after it, and then it lowers what that has written. (A count that wraps around
 * between the two lets a word be too high, if 512 stripes below it, each empty, got their first entry meanwhile; the
 * next raising of that word corrects it.) The reads are acquire and the compare-and-set is volatile, so
 * this holds on weakly ordered processors.
 */
final class OldestTree {
    /** The number that an empty stripe has; higher than any real one. */
    static final long NO_ENTRY = 1L << 50;

    private static final long LOWERING_MASK = (1 << LOWERING_BITS) - 1;

    /** Addresses of the levels, the stripes' first and the root last. */
    private final long[] levels;

    /** How many words of the root are used; of other nodes all are, for the number of stripes is a power of two. */
    private final int rootWords;

    OldestTree(long base, int stripes) {
        int count = 1;
        for (int nodes = OldestTreeDescriptor.nodes(stripes); nodes > 1; nodes = OldestTreeDescriptor.nodes(nodes)) {
            count++;
        }
        this.levels = new long[count];
        this.rootWords = Math.max(2, stripes >>> FAN_OUT_BITS * (count - 1));
        long address = base;
        int nodes = stripes;
        for (int level = 0; level < count; level++) {
            nodes = OldestTreeDescriptor.nodes(nodes);
            levels[level] = address;
            for (int word = 0; word < nodes << FAN_OUT_BITS; word++) {
                Memory.putLong(address + (long) word * Long.BYTES, NO_ENTRY << NUMBER_SHIFT);
            }
            address += (long) nodes * NODE_BYTES;
        }
    }

    /**
     * Returns the stripe with the lowest word, or -1 if no stripe has an entry. Whoever locks it and finds that its
     * oldest entry is younger raises its word, and asks again.
     */
    int oldest() {
        while (true) {
            int level = levels.length - 1;
            long lowest = lowest(levels[level], rootWords);
            long number = lowest >>> FAN_OUT_BITS;
            if (number >= NO_ENTRY) {
                return -1;
            }
            int word = (int) lowest & FAN_OUT - 1;
            for (; level > 0; level--) {
                word = word << FAN_OUT_BITS | child(Memory.getLongAcquire(levels[level] + (long) word * Long.BYTES));
            }
            if (bound(word) <= number) {
                return word;
            }
            // A thread that met another one has not raised the words above.
            raiseAbove(word, true);
        }
    }

    /** Returns a number that no entry of another stripe is below. */
    long lowestBeside(int stripe) {
        long lowest = NO_ENTRY;
        int word = stripe;
        for (int level = 0; level < levels.length; level++) {
            long node = levels[level] + (long) (word >>> FAN_OUT_BITS) * NODE_BYTES;
            for (int i = 0; i < FAN_OUT; i++) {
                if (i != (word & FAN_OUT - 1)) {
                    lowest = lower(lowest, Memory.getLongOpaque(node + i * Long.BYTES) >>> NUMBER_SHIFT);
                }
            }
            word >>>= FAN_OUT_BITS;
        }
        return lowest;
    }

    /**
     * Returns the lowest number of a node's words, and which word has it in the lowest bits. That changes with every
     * eviction, so a branch on it would be mispredicted; it is arithmetic, in two independent chains.
     */
    private static long lowest(long node, int words) {
        long lowest = candidate(node, 0);
        long otherLowest = candidate(node, 1);
        for (int i = 2; i < words; i += 2) {
            lowest = lower(lowest, candidate(node, i));
            otherLowest = lower(otherLowest, candidate(node, i + 1));
        }
        return lower(lowest, otherLowest);
    }

    private static long candidate(long node, int i) {
        return Memory.getLongOpaque(node + i * Long.BYTES) >>> NUMBER_SHIFT << FAN_OUT_BITS | i;
    }

    private static int child(long word) {
        return (int) (word >>> LOWERING_BITS) & FAN_OUT - 1;
    }

    /** Returns a number that no entry of the cache is below. */
    long lowest() {
        return lowest(levels[levels.length - 1], rootWords) >>> FAN_OUT_BITS;
    }

    /** Returns the word of a stripe, without the count. */
    long bound(int stripe) {
        return Memory.getLongOpaque(levels[0] + (long) stripe * Long.BYTES) >>> NUMBER_SHIFT;
    }

    /** Raises the word of a stripe, whose lock is held, to the number of its oldest entry, and those above it. */
    void raise(int stripe, long number) {
        Memory.putLongRelease(levels[0] + (long) stripe * Long.BYTES, number << NUMBER_SHIFT);
        raiseAbove(stripe, false);
    }

    /** Raises the words above a stripe, without its lock; not beyond one that is right, unless {@code all}. */
    private void raiseAbove(int stripe, boolean all) {
        int node = stripe >>> FAN_OUT_BITS;
        for (int level = 1; level < levels.length; level++) {
            long above = levels[level] + (long) node * Long.BYTES;
            long word = Memory.getLongAcquire(above);
            // With the count that was read, so that a lowering in between makes the compare-and-set fail.
            long raised = lowest(levels[level - 1] + (long) node * NODE_BYTES, FAN_OUT) << LOWERING_BITS
                    | word & LOWERING_MASK;
            if (raised == word ? !all : !Memory.compareAndSetLong(above, word, raised)) {
                return;
            }
            node >>>= FAN_OUT_BITS;
        }
    }

    /** Lowers the word of a stripe, whose lock is held and which may have been empty, and those above it. */
    void lower(int stripe, long number) {
        long leaf = levels[0] + (long) stripe * Long.BYTES;
        Memory.putLongRelease(leaf, number << NUMBER_SHIFT);
        int below = stripe;
        for (int level = 1; level < levels.length; level++) {
            long above = levels[level] + (long) (below >>> FAN_OUT_BITS) * Long.BYTES;
            long child = (long) (below & FAN_OUT - 1) << LOWERING_BITS;
            long word;
            long lowered;
            do {
                word = Memory.getLongAcquire(above);
                long lower = number < word >>> NUMBER_SHIFT ? number << NUMBER_SHIFT | child : word & ~LOWERING_MASK;
                lowered = lower | word + 1 & LOWERING_MASK;
            } while (!Memory.compareAndSetLong(above, word, lowered));
            below >>>= FAN_OUT_BITS;
        }
    }

    /** Sets the word of a stripe, whose lock is held, to the number of its oldest entry, whichever it was before. */
    void refresh(int stripe, long number) {
        lower(stripe, number);
        raise(stripe, number);
    }

    /** Returns the lower of two words whose difference fits one. */
    private static long lower(long a, long b) {
        long difference = b - a;
        return a + (difference & difference >> 63);
    }

    /** Checks that no word above a stripe is higher than the number of its oldest entry; for a cache at rest. */
    void validate(int stripe, long number) {
        int word = stripe;
        for (int level = 0; level < levels.length; level++) {
            long bound = Memory.getLong(levels[level] + (long) word * Long.BYTES) >>> NUMBER_SHIFT;
            Invariant.require(
                    bound <= number,
                    "stripe " + stripe + ": the tree has " + bound + " in level " + level + ", its oldest is "
                            + number);
            word >>>= FAN_OUT_BITS;
        }
    }
}
