package io.rendercache.internal.file;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on channels in a thread that nobody knows and so nobody interrupts.
 *
 * <p>An interrupt of a thread that is inside a {@code FileChannel} closes the channel, and with it goes the file's lock:
 * a cache whose {@code force} is interrupted would go on writing to a file that is anybody's. An interrupt of the caller
 * is not lost, and does not end the work.
 */
final class UninterruptedIo {
    /** What is to be done. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        /** Does it. */
        T run() throws IOException;
    }

    private UninterruptedIo() {}

    /** Returns what the work returns, or throws what it throws, when it is done. */
    static <T extends @Nullable Object> T call(Work<T> work) throws IOException {
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
