package io.rendercache.benchmarks.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Ctrl-C ends what runs within this early; the process then lives until it is closed. */
final class Interruption implements AutoCloseable, BooleanSupplier {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Consumer<String> complaint;
    private final Thread hook = new Thread(this::stopAndWait, "node-shutdown");
    private volatile boolean interrupted;

    /**
     * From now on the process waits when it is told to end, a minute at most; then it complains of what may be left.
     */
    Interruption(Consumer<String> complaint) {
        this.complaint = complaint;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean getAsBoolean() {
        return interrupted;
    }

    @Override
    public void close() {
        closed.countDown();
        if (!interrupted) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It has begun just now, and finds this closed.
            }
        }
    }

    private void stopAndWait() {
        interrupted = true;
        try {
            if (!closed.await(1, TimeUnit.MINUTES)) {
                complaint.accept("temporary files may be left under " + System.getProperty("java.io.tmpdir"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
