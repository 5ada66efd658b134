package io.rendercache.benchmarks.latency;

/**
 * Operations at a fixed rate, whatever they take.
 *
 * <p>Each is due at a time set beforehand. When one stalls, those due meanwhile are late, and are run one after the
 * other as soon as may be: their response time counts from when they were due, so that a stall is charged to all that
 * it held up. A loop that waited for one before it counted the next would forget just those. Operations still due when
 * the time is over are charged up to then, and counted.
 */
final class PacedLoop {
    /** What an operation turned out to be. */
    enum Outcome {
        /** A read that found its value; only these are timed. */
        HIT,
        /** A read that found nothing. */
        MISS,
        /** An insert of the mix. */
        INSERT
    }

    /** What is timed. */
    @FunctionalInterface
    interface Operation {
        Outcome run();
    }

    private final Clock clock;
    private final double intervalNanos;
    private final double offsetNanos;
    private final Operation operation;
    private final Runnable afterMiss;
    private long hits;
    private long misses;
    private long inserts;
    private long unserved;

    /**
     * @param intervalNanos from one operation's due time to the next
     * @param offsetNanos how far the first is behind the start, so that threads do not all begin at once
     * @param afterMiss run after a miss, in no operation's service time
     */
    PacedLoop(Clock clock, double intervalNanos, double offsetNanos, Operation operation, Runnable afterMiss) {
        this.clock = clock;
        this.intervalNanos = intervalNanos;
        this.offsetNanos = offsetNanos;
        this.operation = operation;
        this.afterMiss = afterMiss;
    }

    /** Runs the operations due from {@code start} to before {@code end}, and sets the counts to theirs. */
    void run(long start, long end, Times times) {
        hits = 0;
        misses = 0;
        inserts = 0;
        unserved = 0;
        for (long number = 0; ; number++) {
            long due = start + (long) (offsetNanos + number * intervalNanos);
            if (due - end >= 0) {
                return;
            }
            clock.await(due);
            long begin = clock.nanos();
            if (begin - end >= 0) {
                unserved++;
                times.unserved(begin - due);
                continue;
            }
            Outcome outcome = operation.run();
            long done = clock.nanos();
            switch (outcome) {
                case HIT -> {
                    hits++;
                    times.served(done - due, done - begin);
                }
                case MISS -> {
                    misses++;
                    afterMiss.run();
                }
                case INSERT -> inserts++;
            }
        }
    }

    long hits() {
        return hits;
    }

    long misses() {
        return misses;
    }

    long inserts() {
        return inserts;
    }

    long unserved() {
        return unserved;
    }
}
