package io.rendercache.benchmarks.latency;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the threads recorded, an interval after the other, kept as it was taken until the run is over. To add it up, to
 * pack and to write it takes milliseconds of a processor, and readers and writers have them all: done meanwhile, it
 * would hold up the very reads that are measured. One thread uses it.
 */
final class Intervals {
    /** Two histograms for each thread and interval are kept, some 300 KB each: a long run gets longer intervals. */
    private static final int MOST = 60;

    private final List<Interval> taken = new ArrayList<>();
    private long lastEpochMillis;

    private record Interval(
            List<Histogram> responses, List<Histogram> services, long fromEpochMillis, long toEpochMillis) {}

    Intervals(long beginEpochMillis) {
        lastEpochMillis = beginEpochMillis;
    }

    /** Returns how long an interval is, of a run of so many seconds. */
    static int seconds(int runSeconds) {
        return (runSeconds + MOST - 1) / MOST;
    }

    /** Takes what was recorded since the last end. */
    void end(List<Times> times) {
        long now = System.currentTimeMillis();
        taken.add(new Interval(
                times.stream().map(Times::responsesSince).toList(),
                times.stream().map(Times::servicesSince).toList(),
                lastEpochMillis,
                now));
        lastEpochMillis = now;
    }

    /** Adds all of it to these; histograms, for percentiles cannot be added. */
    void addTo(Histogram responses, Histogram services) {
        for (Interval each : taken) {
            each.responses.forEach(responses::add);
            each.services.forEach(services::add);
        }
    }

    /** Writes an interval a line, the threads' added up. */
    void writeTo(IntervalLog log) {
        for (Interval each : taken) {
            Histogram responses = Times.histogram();
            Histogram services = Times.histogram();
            each.responses.forEach(responses::add);
            each.services.forEach(services::add);
            log.add(responses, services, each.fromEpochMillis, each.toEpochMillis);
        }
    }
}
