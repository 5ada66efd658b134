package io.rendercache.internal.file;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs file I/O in a thread of its own, to which no other code has a reference and which is therefore never
 * interrupted. An interrupt of the caller does not end the work, and the caller's interrupt status is kept.
 *
 * <p>An interrupt of a thread that uses a {@code FileChannel} closes the channel and releases the file's lock: a cache
 * whose {@code force} is interrupted would go on to write to a file that another process may have locked.
 */
public final class UninterruptedIo {
    /**
     * The work.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        /** Does the work. */
        T run() throws IOException;
    }

    private UninterruptedIo() {}

    /** Runs the work and returns what it returns or throws what it throws. */
    public static <T extends @Nullable Object> T call(Work<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread thread = new Thread(null, task, "rendercache-file", 0, false);
        thread.setDaemon(true);
        thread.start();
        try {
            return Uninterruptibly.<T, ExecutionException>call(task::get);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static IOException unwrapped(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof IOException e) {
            return e;
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(cause);
    }
}
