package io.rendercache.benchmarks.jmh;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/** Where one thread stands: in the common order of keys, and in its own part of the pool of fresh ones. */
@State(Scope.Thread)
public class Cursor {
    private int position;
    private int firstFresh;
    private int freshKeys;
    private int fresh;

    /** Sets the threads apart in the order, and deals the pool out among them. */
    @Setup
    public void setUp(BenchmarkParams benchmark, ThreadParams thread) {
        int capacity = Integer.parseInt(benchmark.getParam("capacity"));
        int pool = CacheBenchmark.pool(capacity);
        // An odd multiplier far from any power of two spreads any number of threads.
        position = thread.getThreadIndex() * 0x9E3779B1 >>> 1;
        freshKeys = pool / thread.getThreadCount();
        firstFresh = capacity + thread.getThreadIndex() * freshKeys;
        fresh = 0;
    }

    /** Returns the next key of the order, which is as long as a power of two. */
    int next(int[] order) {
        int key = order[position & order.length - 1];
        position++;
        return key;
    }

    /** Returns a key that the cache does not hold: the pool is far larger than it. */
    int nextFresh() {
        int key = firstFresh + fresh;
        fresh = fresh + 1 == freshKeys ? 0 : fresh + 1;
        return key;
    }
}
