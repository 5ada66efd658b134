package io.rendercache.benchmarks.sizing;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * What a hit and an insert take in a full cache of long keys, roughly: medians of a few short rounds in this process,
 * on one thread, keys in random order. JMH's are the figures to quote.
 *
 * @param hitNanos a lookup that finds its key
 * @param insertNanos an insert that evicts
 */
record Timings(double hitNanos, double insertNanos) {
    private static final int ROUNDS = 7;
    private static final int OPERATIONS = 100_000;

    /** Measures for well under a second at small capacities, some seconds at a million. */
    static Timings at(int capacity) {
        try (BoundedLru<Long, Long> cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                .maxEntries(capacity)
                .name("sizing")
                .build()) {
            for (long key = 0; key < capacity; key++) {
                cache.put(key, key);
            }
            SplittableRandom lots = new SplittableRandom(capacity);
            long[] keys = lots.longs(OPERATIONS, 0, capacity).toArray();
            double hit = median(i -> {
                Long value = cache.get(keys[(int) (i % OPERATIONS)]);
                return value == null ? 0 : value;
            });
            double insert = median(i -> {
                cache.put(capacity + i, i);
                return i;
            });
            return new Timings(hit, insert);
        }
    }

    private static double median(LongUnaryOperator operation) {
        double[] nanos = new double[ROUNDS];
        long sum = 0;
        for (int round = -2; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < OPERATIONS; i++) {
                sum += operation.applyAsLong((round + 2L) * OPERATIONS + i);
            }
            long took = System.nanoTime() - began;
            if (round >= 0) {
                nanos[round] = (double) took / OPERATIONS;
            }
        }
        if (sum == Long.MIN_VALUE) {
            throw new IllegalStateException("cannot be, but lets no loop be left out");
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }
}
