package io.rendercache.benchmarks.latency;

/**
 * Inserts at a fixed rate, whatever they take, until another thread has done its work; timed are those that were due
 * while it was at work. Unlike the reads of {@link PacedLoop} all are run, however late: a stall at the end of the
 * other's work is charged to all that it held up.
 */
final class PacedWriter implements Runnable {
    private final Clock clock;
    private final double intervalNanos;
    private final Runnable insert;
    private final Times times;
    private final long start;
    private volatile long from;
    private volatile long to;
    private volatile boolean begun;
    private volatile boolean over;

    /** @param start when the first is due */
    PacedWriter(Clock clock, double intervalNanos, long start, Runnable insert, Times times) {
        this.clock = clock;
        this.intervalNanos = intervalNanos;
        this.start = start;
        this.insert = insert;
        this.times = times;
    }

    /** Times the inserts that are due from this time on, which is ahead. */
    void timeFrom(long nanos) {
        from = nanos;
        begun = true;
    }

    /** Ends with the last insert due before this time, which may be past. */
    void endAt(long nanos) {
        to = nanos;
        over = true;
    }

    @Override
    public void run() {
        for (long number = 0; ; number++) {
            long due = start + (long) (number * intervalNanos);
            if (over && due - to >= 0) {
                return;
            }
            clock.await(due);
            long begin = clock.nanos();
            insert.run();
            long done = clock.nanos();
            if (begun && due - from >= 0) {
                times.served(done - due, done - begin);
            }
        }
    }
}
