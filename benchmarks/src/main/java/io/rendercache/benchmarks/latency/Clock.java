package io.rendercache.benchmarks.latency;

import java.util.concurrent.locks.LockSupport;

/** The time, and waiting for it; a test has its own. */
interface Clock {
    /** The process's own. */
    Clock SYSTEM = new Clock() {
        /** A parked thread is late by some 50 us, now and then by more; what is left is waited for awake. */
        private static final long AWAKE_NANOS = 200_000;

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void await(long nanos) {
            long left = nanos - System.nanoTime();
            while (left > 0) {
                if (left > AWAKE_NANOS) {
                    LockSupport.parkNanos(left - AWAKE_NANOS);
                } else {
                    Thread.onSpinWait();
                }
                left = nanos - System.nanoTime();
            }
        }
    };

    /** Returns nanoseconds since an arbitrary point, as {@link System#nanoTime}. */
    long nanos();

    /** Returns at that time or later, at once if it is past. */
    void await(long nanos);

    /** Returns what reading this clock costs, in nanoseconds, on the average of many: it is in each time measured. */
    default double costNanos() {
        int readings = 2_000_000;
        for (int warming = 0; warming < readings; warming++) {
            nanos();
        }
        long begin = nanos();
        long last = begin;
        for (int reading = 0; reading < readings; reading++) {
            last = nanos();
        }
        return (last - begin) / (double) readings;
    }
}
