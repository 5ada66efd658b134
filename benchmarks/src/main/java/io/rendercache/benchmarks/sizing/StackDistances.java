package io.rendercache.benchmarks.sizing;

import java.util.Arrays;
import java.util.Collections;
import java.util.PriorityQueue;

/**
 * The misses of exact LRU at every capacity, from one pass over the references.
 *
 * <p>Why one pass is enough: keep all keys in one pile, the last referenced on top. A cache of capacity c holds the
 * upper c of the pile, whatever c is. So a key that is found at depth d is a hit for all capacities from d on and a
 * miss for those below, and it is enough to count how often each depth was met. A key that is not in the pile is a cold
 * miss: no capacity would have saved it.
 *
 * <p>A key that is removed leaves a hole at its depth: the free slot of each cache that held it. Whoever comes on top
 * next pushes the others down only as far as the uppermost hole, which is filled thereby. If it comes from below that
 * hole, it leaves one itself: the caches that held it have found it and filled no slot.
 *
 * <pre>
 *   pile:  A B C D E     remove B:  A _ C D E     reference D:  D A C _ E     reference X:  X D A C E
 * </pre>
 *
 * <p>The depth is a sum: each reference gets the next place in a row, the key's former place is unmarked, and the depth
 * is the number of marks from its place on. A Fenwick tree adds and sums in O(log n). When the row is used up, the
 * marked places move together, in order, and the row is at least twice what is marked: O(1) amortised, and memory is
 * proportional to the keys held at once, not to the length of the trace.
 *
 * <p>Not safe for several threads.
 */
final class StackDistances implements References.Sink {
    private static final int SHORTEST_ROW = 1 << 10;
    private static final int LONGEST_ROW = 1 << 30;

    private final LongTable placeOf = new LongTable();
    private final PriorityQueue<Integer> holes = new PriorityQueue<>(Collections.reverseOrder());
    private long[] keyAt = new long[SHORTEST_ROW];
    private boolean[] marked = new boolean[SHORTEST_ROW];
    private boolean[] hollow = new boolean[SHORTEST_ROW];

    /** One-based: element i sums the marks of the (i &amp; -i) places that end with place i - 1. */
    private int[] sums = new int[SHORTEST_ROW + 1];

    private int nextPlace;
    private int marks;
    private long references;
    private long cold;
    private long[] timesAtDepth = new long[SHORTEST_ROW];
    private int deepest;

    @Override
    public void reference(long key) {
        references++;
        if (nextPlace == keyAt.length) {
            moveTogether();
        }
        int place = placeOf.get(key);
        if (place == LongTable.NONE) {
            cold++;
            if (!holes.isEmpty()) {
                unmark(holes.remove());
            }
        } else {
            count(depth(place));
            if (!holes.isEmpty() && holes.element() > place) {
                unmark(holes.remove());
                dig(place);
            } else {
                unmark(place);
            }
        }
        keyAt[nextPlace] = key;
        mark(nextPlace);
        placeOf.put(key, nextPlace++);
    }

    @Override
    public void remove(long key) {
        int place = placeOf.remove(key);
        if (place != LongTable.NONE) {
            dig(place);
        }
    }

    /** What has been counted up to now. */
    MissCurve curve() {
        return new MissCurve(references, cold, Arrays.copyOf(timesAtDepth, deepest + 1));
    }

    private void dig(int place) {
        hollow[place] = true;
        holes.add(place);
    }

    private void count(int depth) {
        if (depth >= timesAtDepth.length) {
            timesAtDepth = Arrays.copyOf(timesAtDepth, Math.max(depth + 1, 2 * timesAtDepth.length));
        }
        timesAtDepth[depth]++;
        deepest = Math.max(deepest, depth);
    }

    /** Marks from this place to the end of the row, itself included. */
    private int depth(int place) {
        int before = 0;
        for (int i = place; i > 0; i -= i & -i) {
            before += sums[i];
        }
        return marks - before;
    }

    private void mark(int place) {
        marked[place] = true;
        marks++;
        add(place, 1);
    }

    private void unmark(int place) {
        marked[place] = false;
        hollow[place] = false;
        marks--;
        add(place, -1);
    }

    private void add(int place, int change) {
        for (int i = place + 1; i < sums.length; i += i & -i) {
            sums[i] += change;
        }
    }

    private void moveTogether() {
        int length = keyAt.length;
        while (length < 2 * (marks + 1)) {
            if (length == LONGEST_ROW) {
                throw new IllegalStateException("more than " + marks + " keys at once; sample the trace");
            }
            length *= 2;
        }
        long[] keys = new long[length];
        boolean[] hollowNow = new boolean[length];
        holes.clear();
        int to = 0;
        for (int from = 0; from < nextPlace; from++) {
            if (marked[from]) {
                keys[to] = keyAt[from];
                hollowNow[to] = hollow[from];
                if (hollow[from]) {
                    holes.add(to);
                } else {
                    placeOf.put(keyAt[from], to);
                }
                to++;
            }
        }
        keyAt = keys;
        hollow = hollowNow;
        marked = new boolean[length];
        sums = new int[length + 1];
        Arrays.fill(marked, 0, to, true);
        for (int i = 1; i < sums.length; i++) {
            sums[i] += i <= to ? 1 : 0;
            int parent = i + (i & -i);
            if (parent < sums.length) {
                sums[parent] += sums[i];
            }
        }
        nextPlace = to;
    }
}
