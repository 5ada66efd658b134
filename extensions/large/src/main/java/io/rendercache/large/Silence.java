package io.rendercache.large;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;

/**
 * Keeps Chronicle from logging in this thread. What matters it throws as well; the rest, such as its warning that a map
 * is being recovered, would be lines on the error stream that nobody can act on.
 *
 * <p>Chronicle keeps the setting in the thread when it is set back, and threads that it starts inherit the context class loader:
 * the thread must be one that ends.
 */
final class Silence {
    /** What is done in silence. */
    @FunctionalInterface
    interface Action<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    private Silence() {}

    static <T, E extends Exception> T during(Action<T, E> action) throws E {
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        ChronicleStart.ensure();
        ExceptionHandler nowhere = ExceptionHandler.ignoresEverything();
        Jvm.setThreadLocalExceptionHandlers(nowhere, nowhere, nowhere);
        try {
            return action.run();
        } finally {
            Jvm.setThreadLocalExceptionHandlers(null, null, null);
        }
    }
}
