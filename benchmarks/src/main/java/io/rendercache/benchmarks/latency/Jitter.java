package io.rendercache.benchmarks.latency;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the machine itself stole: a thread that parks for a millisecond again and again and records by how much it was
 * late, less the least that it ever was. It takes next to no processor time.
 *
 * <p>It runs in the JVM that waits, not in the one that is measured: what it sees is the machine, the scheduler under
 * that load included, and no pause of the other's garbage collector.
 */
final class Jitter implements AutoCloseable {
    private static final long SLEEP_NANOS = 1_000_000;

    private final Histogram late = Times.histogram();
    private final Thread thread = new Thread(this::record, "latency-jitter");
    private volatile boolean over;

    Jitter() {
        thread.setDaemon(true);
        thread.start();
    }

    private void record() {
        long least = Long.MAX_VALUE;
        while (!over) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(SLEEP_NANOS);
            long overshoot = System.nanoTime() - begin - SLEEP_NANOS;
            if (overshoot >= 0) {
                least = Math.min(least, overshoot);
                late.recordValue(Math.min(overshoot - least, late.getHighestTrackableValue()));
            }
        }
    }

    /** Ends it and returns what it recorded; in nanoseconds. */
    Histogram end() throws InterruptedException {
        over = true;
        thread.join();
        return late;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
    }

    /** A jitter thread that may not have been started. One thread uses it. */
    static final class Holder implements AutoCloseable {
        private @Nullable Jitter running;
        private Percentiles recorded = Percentiles.of(Times.histogram());

        void begin() {
            close();
            running = new Jitter();
        }

        void end() throws InterruptedException {
            if (running != null) {
                recorded = Percentiles.of(running.end());
                running = null;
            }
        }

        Percentiles percentiles() {
            return recorded;
        }

        @Override
        public void close() {
            if (running != null) {
                running.close();
            }
        }
    }
}
