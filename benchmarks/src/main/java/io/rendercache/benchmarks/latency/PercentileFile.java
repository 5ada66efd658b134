package io.rendercache.benchmarks.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A histogram as an {@code .hgrm} file, which the usual plotters read: microseconds by percentile. It ends where fewer
 * than {@link Percentiles#FEWEST_BEYOND} samples lie beyond; the largest is in the footer.
 */
final class PercentileFile {
    private static final int STEPS_PER_HALVING = 5;
    private static final double NANOS_PER_MICRO = 1e3;

    private PercentileFile() {}

    static void write(Path file, AbstractHistogram nanos) throws IOException {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%12s %14s %10s %14s%n%n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)"));
        long samples = nanos.getTotalCount();
        for (HistogramIterationValue step : nanos.percentiles(STEPS_PER_HALVING)) {
            if (samples - step.getTotalCountToThisValue() < Percentiles.FEWEST_BEYOND) {
                break;
            }
            double share = step.getPercentileLevelIteratedTo() / 100;
            text.append(String.format(
                    Locale.ROOT,
                    "%12.3f %2.12f %10d %14.2f%n",
                    step.getValueIteratedTo() / NANOS_PER_MICRO,
                    share,
                    step.getTotalCountToThisValue(),
                    1 / (1 - share)));
        }
        boolean any = samples > 0;
        text.append(String.format(
                Locale.ROOT,
                "#[Mean    = %12.3f, StdDeviation   = %12.3f]%n#[Max     = %12.3f, Total count    = %12d]%n",
                any ? nanos.getMean() / NANOS_PER_MICRO : 0,
                any ? nanos.getStdDeviation() / NANOS_PER_MICRO : 0,
                any ? nanos.getMaxValue() / NANOS_PER_MICRO : 0,
                samples));
        Files.writeString(file, text);
    }
}
