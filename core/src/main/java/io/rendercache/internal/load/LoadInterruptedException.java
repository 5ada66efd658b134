package io.rendercache.internal.load;

/** Thrown when a thread is interrupted while it waits for the load of another; its interrupt status is set again. */
public final class LoadInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
