package io.rendercache.benchmarks.sizing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many different keys there are among the last references, on average over the whole sequence. Holds no more than
 * the window. Not safe for several threads.
 */
final class WorkingSet implements References.Sink {
    private final int window;
    private final Deque<Long> last = new ArrayDeque<>();
    private final LongTable times = new LongTable();
    private long references;
    private long sum;

    /** @param window how many references back one looks */
    WorkingSet(int window) {
        this.window = window;
    }

    @Override
    public void reference(long key) {
        if (last.size() == window) {
            long gone = last.remove();
            int left = times.get(gone) - 1;
            if (left == 0) {
                times.remove(gone);
            } else {
                times.put(gone, left);
            }
        }
        last.add(key);
        times.put(key, Math.max(times.get(key), 0) + 1);
        references++;
        sum += times.size();
    }

    @Override
    public void remove(long key) {
        // It was referenced all the same.
    }

    /** Different keys in a window, on average over the windows that end with each reference; 0 without any. */
    double average() {
        return references == 0 ? 0 : (double) sum / references;
    }
}
