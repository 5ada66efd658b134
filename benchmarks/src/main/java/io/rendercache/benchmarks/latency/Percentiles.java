package io.rendercache.benchmarks.latency;

import org.HdrHistogram.AbstractHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a histogram. A percentile is null where fewer than {@link #FEWEST_BEYOND} samples lie beyond it: it
 * would be the story of a few accidents.
 */
record Percentiles(
        long samples,
        @Nullable Long p50Nanos,
        @Nullable Long p90Nanos,
        @Nullable Long p99Nanos,
        @Nullable Long p999Nanos,
        @Nullable Long p9999Nanos,
        long maxNanos) {
    static final int FEWEST_BEYOND = 10;
    private static final long WHOLE = 10_000;

    static Percentiles of(AbstractHistogram nanos) {
        return new Percentiles(
                nanos.getTotalCount(),
                at(nanos, 5_000),
                at(nanos, 9_000),
                at(nanos, 9_900),
                at(nanos, 9_990),
                at(nanos, 9_999),
                nanos.getTotalCount() == 0 ? 0 : nanos.getMaxValue());
    }

    /** Counted in whole samples: a share of a count is no whole number, and rounding would decide. */
    private static @Nullable Long at(AbstractHistogram nanos, long tenThousandths) {
        long samples = nanos.getTotalCount();
        long upTo = (samples * tenThousandths + WHOLE - 1) / WHOLE;
        return samples - upTo < FEWEST_BEYOND ? null : nanos.getValueAtPercentile(tenThousandths / 100.0);
    }
}
