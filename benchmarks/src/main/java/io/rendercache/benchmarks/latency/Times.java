package io.rendercache.benchmarks.latency;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The times of one thread's operations, two of each: response, from when it was due, and service, from when it began.
 * One thread records; another takes what there is since it last did.
 */
final class Times {
    /** Longer is recorded as this. */
    private static final long MOST_NANOS = 3_600_000_000_000L;

    private static final int DIGITS = 3;

    private final Recorder response = new Recorder(MOST_NANOS, DIGITS);
    private final Recorder service = new Recorder(MOST_NANOS, DIGITS);

    static Histogram histogram() {
        return new Histogram(MOST_NANOS, DIGITS);
    }

    void served(long responseNanos, long serviceNanos) {
        response.recordValue(within(responseNanos));
        service.recordValue(within(serviceNanos));
    }

    /** An operation that was not due at any time: it has a service time only. */
    void alone(long serviceNanos) {
        service.recordValue(within(serviceNanos));
    }

    /** An operation that was due and had not begun at the end: it waited so long at least, and was not served. */
    void unserved(long responseNanos) {
        response.recordValue(within(responseNanos));
    }

    /** Returns the response times since this was last called. */
    Histogram responsesSince() {
        return response.getIntervalHistogram();
    }

    /** Returns the service times since this was last called. */
    Histogram servicesSince() {
        return service.getIntervalHistogram();
    }

    private static long within(long nanos) {
        return Math.max(0, Math.min(nanos, MOST_NANOS));
    }
}
