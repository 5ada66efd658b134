package io.rendercache.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs named threads concurrently and reports the first failure.
 *
 * <p>Add the threads, then call one of the {@code run} methods, once. All threads start from a barrier. The first
 * throwable asks the others to stop and is thrown, wrapped, in the caller. Threads that have not ended by the time
 * limit are a failure that shows the stack of each; they are then interrupted and, being daemons, keep no JVM alive.
 */
public final class Threads {
    /** The body of a thread. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the body.
         *
         * @param index the thread's number among those added by the same call, from 0
         * @param run says when an open-ended body is to stop
         */
        void run(int index, Run run) throws Exception;
    }

    /** The run that a body is part of. */
    public interface Run {
        /** Returns whether to continue: until the run's condition is met or another thread has failed. */
        boolean goOn();
    }

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LATCH_LIMIT = Duration.ofMinutes(1);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable CyclicBarrier barrier;
    private volatile boolean stopped;

    /** Runs {@code count} threads, each to the end of its body. */
    public static void runAll(int count, Duration limit, Body body) {
        new Threads().add("worker", count, body).runToEnd(limit);
    }

    /** Adds {@code count} threads of one name, a number behind it. */
    public Threads add(String name, int count, Body body) {
        for (int i = 0; i < count; i++) {
            int index = i;
            Thread thread = new Thread(() -> runBody(body, index), name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        return this;
    }

    /** Lets each thread run to the end of its body. */
    public void runToEnd(Duration limit) {
        start();
        finish(limit);
    }

    /** Lets the threads run for a while, then asks them to stop. */
    public void runFor(Duration time, Duration limit) {
        long end = System.nanoTime() + time.toNanos();
        runUntil(() -> System.nanoTime() - end >= 0, limit);
    }

    /** Lets the threads run until the condition holds, asked about once a millisecond, then asks them to stop. */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        start();
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!stopped && anyAlive() && !condition.getAsBoolean()) {
                if (System.nanoTime() - deadline >= 0) {
                    failure.compareAndSet(null, new AssertionError("the condition was not met within " + limit));
                    break;
                }
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, e);
        } finally {
            stopped = true;
            finish(limit);
        }
    }

    /** Waits until the condition holds; fails if it does not in time. */
    public static void await(String what, Duration limit, BooleanSupplier condition) {
        await(() -> what, limit, condition);
    }

    /** The same; what was waited for is asked for when it is missed, and can say what was there instead. */
    public static void await(Supplier<String> what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + limit + ": " + what.get());
            }
            try {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what.get(), e);
            }
        }
    }

    /** Waits for the latch, at most a minute. */
    public static void await(CountDownLatch latch) {
        await("another thread to count the latch down", LATCH_LIMIT, () -> latch.getCount() == 0);
    }

    /** Waits until the condition holds, which it does once something has been collected. */
    public static void awaitCollecting(String what, Duration limit, BooleanSupplier condition) {
        await(what, limit, () -> {
            System.gc();
            return condition.getAsBoolean();
        });
    }

    /**
     * The one pause between two looks at a condition: a condition is any code, so nothing can wake who waits for it.
     */
    private static void pause() throws InterruptedException {
        // A busy loop would take a processor from the threads that are to make the condition true.
        TimeUnit.MILLISECONDS.sleep(1);
    }

    private void start() {
        barrier = new CyclicBarrier(threads.size());
        threads.forEach(Thread::start);
    }

    private void runBody(Body body, int index) {
        try {
            awaitOthers();
            body.run(index, () -> !stopped);
        } catch (Throwable e) { // whatever it is, it belongs to the test that started this thread
            if (!failure.compareAndSet(null, e)) {
                Throwable first = failure.get();
                if (first != null && first != e) {
                    first.addSuppressed(e);
                }
            }
            stopped = true;
        }
    }

    private void awaitOthers() throws InterruptedException, BrokenBarrierException {
        CyclicBarrier start = barrier;
        if (start == null) {
            throw new IllegalStateException("not started");
        }
        start.await();
    }

    private void finish(Duration limit) {
        boolean ended = join(remaining(limit));
        String dumps = ended ? "" : dumpsOfLiving();
        if (!ended) {
            stopped = true;
            threads.forEach(Thread::interrupt);
            join(remaining(GRACE));
        }
        Throwable first = failure.get();
        if (!ended) {
            throw new AssertionError("threads still running after " + limit + dumps, first);
        }
        if (first != null) {
            throw new AssertionError("a thread failed: " + first, first);
        }
    }

    private static LongSupplier remaining(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        return () -> (deadline - System.nanoTime()) / 1_000_000;
    }

    private boolean join(LongSupplier remainingMillis) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            long left = remainingMillis.getAsLong();
            while (thread.isAlive() && left > 0) {
                try {
                    thread.join(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped = true;
                }
                left = remainingMillis.getAsLong();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !anyAlive();
    }

    private boolean anyAlive() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    private String dumpsOfLiving() {
        StringBuilder text = new StringBuilder();
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                text.append("\n\"").append(thread.getName()).append("\" ").append(thread.getState());
                for (StackTraceElement frame : thread.getStackTrace()) {
                    text.append("\n    at ").append(frame);
                }
            }
        }
        return text.toString();
    }
}
