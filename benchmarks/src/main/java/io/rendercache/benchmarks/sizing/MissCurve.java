package io.rendercache.benchmarks.sizing;

import java.util.ArrayList;
import java.util.List;

/** The misses of exact LRU at every capacity. */
final class MissCurve {
    private final long references;
    private final long cold;

    /** Index c: misses at capacity c; the last is the cold ones alone. */
    private final long[] misses;

    /**
     * Sums up.
     *
     * @param timesAtDepth how often a key was found at each depth, 1 being the top; element 0 is not looked at
     */
    MissCurve(long references, long cold, long[] timesAtDepth) {
        this.references = references;
        this.cold = cold;
        this.misses = new long[timesAtDepth.length];
        misses[0] = references;
        for (int capacity = 1; capacity < misses.length; capacity++) {
            misses[capacity] = misses[capacity - 1] - timesAtDepth[capacity];
        }
    }

    long references() {
        return references;
    }

    /** Misses that no capacity saves. */
    long cold() {
        return cold;
    }

    /** Misses at this capacity, 0 or more. */
    long misses(long capacity) {
        return misses[(int) Math.min(capacity, misses.length - 1)];
    }

    /** Misses a reference, from 0 to 1; 0 where there was no reference. */
    double missRatio(long capacity) {
        return references == 0 ? 0 : (double) misses(capacity) / references;
    }

    /** The least capacity that leaves no misses but the cold ones. */
    int enough() {
        return misses.length - 1;
    }

    /** The least capacity with at most this many misses; {@link #enough} where none has. */
    int atMost(long most) {
        int low = 0;
        int high = enough();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (misses[middle] <= most) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Capacity 1 and each at which there are fewer misses than at the one below; between them nothing changes. */
    List<Integer> steps() {
        List<Integer> steps = new ArrayList<>();
        for (int capacity = 1; capacity < misses.length; capacity++) {
            if (capacity == 1 || misses[capacity] < misses[capacity - 1]) {
                steps.add(capacity);
            }
        }
        if (steps.isEmpty()) {
            steps.add(1);
        }
        return steps;
    }
}
