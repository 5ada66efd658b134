package io.rendercache.benchmarks.latency;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * An {@code .hlog} of a second a line, response and service times apart by their tags; in nanoseconds, maxima in
 * milliseconds.
 */
final class IntervalLog implements AutoCloseable {
    private static final String RESPONSE = "response";
    private static final String SERVICE = "service";
    private static final double NANOS_PER_MILLI = 1e6;

    private final HistogramLogWriter writer;

    IntervalLog(Path file, Plan plan, long beginEpochMillis) throws FileNotFoundException {
        writer = new HistogramLogWriter(file.toFile());
        writer.outputComment("[" + plan.implementation() + ", capacity " + plan.capacity() + ", nanoseconds]");
        writer.outputLogFormatVersion();
        writer.outputStartTime(beginEpochMillis);
        writer.outputLegend();
    }

    void add(Histogram responses, Histogram services, long fromEpochMillis, long toEpochMillis) {
        line(RESPONSE, responses, fromEpochMillis, toEpochMillis);
        line(SERVICE, services, fromEpochMillis, toEpochMillis);
    }

    private void line(String tag, Histogram histogram, long from, long to) {
        histogram.setTag(tag);
        histogram.setStartTimeStamp(from);
        histogram.setEndTimeStamp(to);
        writer.outputIntervalHistogram(from / 1e3, to / 1e3, histogram, NANOS_PER_MILLI);
    }

    @Override
    public void close() {
        writer.close();
    }
}
