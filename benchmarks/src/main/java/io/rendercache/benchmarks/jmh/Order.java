package io.rendercache.benchmarks.jmh;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Sequences of key indices, made before anything is timed, the same in each run. Their lengths are powers of two. */
final class Order {
    /** Stands in a mix for "insert a key that the cache has not seen". */
    static final int INSERT = -1;

    private static final long SEED = 0x5eed;
    private static final int SHORTEST = 1 << 13;

    private Order() {}

    /** Keys {@code [first, first + count)} in random order, round after round, each once a round. */
    static int[] shuffledRounds(int first, int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] order = new int[length(2L * count)];
        int[] round = new int[count];
        Arrays.setAll(round, i -> first + i);
        for (int at = 0; at < order.length; at += count) {
            shuffle(round, random);
            System.arraycopy(round, 0, order, at, Math.min(count, order.length - at));
        }
        return order;
    }

    /** The rounds of {@code [0, count)}, with this share of inserts strewn in evenly. */
    static int[] mix(int count, int insertsPerHundred) {
        int window = 100 / insertsPerHundred;
        int[] reads = shuffledRounds(0, count);
        SplittableRandom random = new SplittableRandom(SEED);
        int[] order = new int[length((long) reads.length * window / (window - 1))];
        int read = 0;
        for (int at = 0; at < order.length; at += window) {
            int insert = at + random.nextInt(window);
            for (int i = at; i < Math.min(at + window, order.length); i++) {
                order[i] = i == insert ? INSERT : reads[read++ & reads.length - 1];
            }
        }
        return order;
    }

    /** Draws from keys {@code [0, count)}, the k-th favourite with a weight of {@code 1 / k^skew}. */
    static int[] zipf(int count, double skew) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] favourites = new int[count];
        Arrays.setAll(favourites, i -> i);
        shuffle(favourites, random);
        double[] upTo = new double[count];
        double total = 0;
        for (int rank = 0; rank < count; rank++) {
            total += 1 / Math.pow(rank + 1.0, skew);
            upTo[rank] = total;
        }
        int[] order = new int[length(2L * count)];
        for (int i = 0; i < order.length; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble(total));
            order[i] = favourites[Math.min(found < 0 ? -found - 1 : found, count - 1)];
        }
        return order;
    }

    private static int length(long atLeast) {
        int length = SHORTEST;
        while (length < atLeast) {
            length <<= 1;
        }
        return length;
    }

    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
