package io.rendercache.benchmarks.sizing;

import java.util.Arrays;

/**
 * From long to int, open-addressed and without boxes: a trace has millions of keys. Values are not negative. What is
 * removed leaves no mark: those behind it move up. Not safe for several threads.
 */
final class LongTable {
    /** What {@link #get} returns where there is nothing. */
    static final int NONE = -1;

    private static final int SMALLEST = 1 << 10;

    private long[] keys = new long[SMALLEST];
    private int[] values = new int[SMALLEST];
    private int size;

    LongTable() {
        Arrays.fill(values, NONE);
    }

    int get(long key) {
        return values[find(key)];
    }

    void put(long key, int value) {
        int at = find(key);
        if (values[at] == NONE) {
            if (2 * (size + 1) > keys.length) {
                grow();
                at = find(key);
            }
            keys[at] = key;
            size++;
        }
        values[at] = value;
    }

    /** Removes the key; returns its value, {@link #NONE} if there was none. */
    int remove(long key) {
        int hole = find(key);
        int removed = values[hole];
        if (removed == NONE) {
            return NONE;
        }
        size--;
        int mask = keys.length - 1;
        for (int at = hole + 1 & mask; values[at] != NONE; at = at + 1 & mask) {
            // It may move up only to a place that its probe passes.
            if ((at - home(keys[at]) & mask) >= (at - hole & mask)) {
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        values[hole] = NONE;
        return removed;
    }

    int size() {
        return size;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = home(key);
        while (values[at] != NONE && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(long key) {
        long mixed = (key ^ key >>> 32) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed ^ mixed >>> 29) & keys.length - 1;
    }

    private void grow() {
        if (keys.length > 1 << 29) {
            throw new IllegalStateException("more than " + size + " keys at once; sample the trace");
        }
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldValues.length];
        Arrays.fill(values, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
