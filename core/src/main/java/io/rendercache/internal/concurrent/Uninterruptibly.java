package io.rendercache.internal.concurrent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits that an interrupt does not end. The interrupt is not lost: the thread's status is set again when the wait is
 * over, whether it returns or throws.
 *
 * <p>Only for waits that end soon in any case, because no user code runs during them.
 */
public final class Uninterruptibly {
    /**
     * A wait that can be started again when it was interrupted.
     *
     * @param <T> what it returns
     * @param <E> the exception that it throws besides
     */
    @FunctionalInterface
    public interface Wait<T extends @Nullable Object, E extends Exception> {
        /** Waits. */
        T await() throws InterruptedException, E;
    }

    private Uninterruptibly() {}

    /** Waits, again after each interrupt; returns the result of the wait, or throws its exception. */
    public static <T extends @Nullable Object, E extends Exception> T call(Wait<T, E> wait) throws E {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the latch has reached zero. */
    public static void await(CountDownLatch latch) {
        call(() -> {
            latch.await();
            return latch;
        });
    }

    /** Pauses for this long, an interrupted thread too, for which a park alone would return at once. */
    public static void pause(long nanos) {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(left);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
