package io.rendercache.large;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** A growing list of keys, to be removed after the iteration that collects them. Not thread-safe. */
final class LongList {
    private long[] keys = new long[64];
    private int size;

    void add(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        keys[size++] = key;
    }

    void forEach(LongConsumer action) {
        for (int i = 0; i < size; i++) {
            action.accept(keys[i]);
        }
    }

    int size() {
        return size;
    }
}
