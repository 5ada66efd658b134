package io.rendercache;

import io.rendercache.internal.load.LoadInterruptedException;

/**
 * A thread was interrupted while it waited for a value that another thread was loading; the message names the key and that
 * thread. The interrupt status of the thread is set. The load goes on, its value is kept as usual, and others that wait for
 * it are not affected.
 */
public final class CacheLoadingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CacheLoadingException(LoadInterruptedException interrupted) {
        super(interrupted.getMessage(), interrupted.getCause());
    }
}
