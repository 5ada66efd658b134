package io.rendercache;

import io.rendercache.internal.load.LoadInterruptedException;

/**
 * Thrown when a thread is interrupted while it waits for a value that another thread is loading; the message names the
 * key and that thread. The interrupt status of the waiting thread is set. The load goes on, its value is cached as
 * usual, and other waiting threads are not affected.
 */
public final class CacheLoadingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CacheLoadingException(LoadInterruptedException interrupted) {
        super(interrupted.getMessage(), interrupted.getCause());
    }
}
