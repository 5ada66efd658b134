package io.rendercache.benchmarks.sizing;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Keys that are asked for by lot, the first most: key k, from 0 on, with a weight of 1 / (k + 1)^skew.
 *
 * @param keys how many there are
 * @param references how often one is asked for
 * @param skew 0 for all alike; about 1 for what people look at
 * @param seed of the lots
 */
record SkewedLoad(int keys, int references, double skew, long seed) implements References {
    @Override
    public void forEach(Sink sink) {
        double[] cumulative = new double[keys];
        double sum = 0;
        for (int key = 0; key < keys; key++) {
            sum += StrictMath.pow(key + 1.0, -skew);
            cumulative[key] = sum;
        }
        SplittableRandom lots = new SplittableRandom(seed);
        for (int i = 0; i < references; i++) {
            int found = Arrays.binarySearch(cumulative, lots.nextDouble() * sum);
            sink.reference(Math.min(found < 0 ? -found - 1 : found, keys - 1));
        }
    }
}
