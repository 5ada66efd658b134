package io.rendercache.benchmarks.gate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * The percentile bootstrap interval of a median. The same values and seed give the same interval.
 *
 * <p>Values are sorted once. A resample is then only how often each of them was drawn, and its median is found by
 * counting, without sorting again.
 */
final class Bootstrap {
    private static final double TAIL = 0.05;

    private final int resamples;

    Bootstrap(int resamples) {
        this.resamples = resamples;
    }

    /** Returns the interval that leaves 5 % of the resampled medians out at either end. */
    Interval ofMedian(double[] values, long seed) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to take the median of");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        SplittableRandom random = new SplittableRandom(seed);
        double[] medians = new double[resamples];
        int[] drawn = new int[sorted.length];
        for (int i = 0; i < resamples; i++) {
            medians[i] = resampledMedian(sorted, drawn, random);
        }
        double[] ends = Quantile.withDefaults().evaluate(medians, TAIL, 1 - TAIL);
        return new Interval(ends[0], Median.withDefaults().evaluate(sorted), ends[1]);
    }

    private static double resampledMedian(double[] sorted, int[] drawn, SplittableRandom random) {
        Arrays.fill(drawn, 0);
        int count = sorted.length;
        for (int i = 0; i < count; i++) {
            drawn[random.nextInt(count)]++;
        }
        int lower = (count - 1) / 2;
        int upper = count / 2;
        int at = 0;
        int below = drawn[0];
        while (below <= lower) {
            below += drawn[++at];
        }
        double first = sorted[at];
        while (below <= upper) {
            below += drawn[++at];
        }
        return (first + sorted[at]) / 2;
    }
}
