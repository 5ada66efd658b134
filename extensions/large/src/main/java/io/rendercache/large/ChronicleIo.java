package io.rendercache.large;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;

/**
 * Keeps Chronicle from logging in this thread. What matters it throws as well; the rest, such as its warning that a map
 * is being recovered, would be lines on the error stream that nobody can act on. Chronicle's loggers are SLF4J's: where
 * that has no provider and first wakes up here, its own notice about that is held back too.
 */
final class Silence {
    /** What is done in silence. */
    @FunctionalInterface
    interface Action<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    private static final String LOGGING_NOTICES = "slf4j.internal.verbosity";

    private Silence() {}

    static <T, E extends Exception> T during(Action<T, E> action) throws E {
        ExceptionHandler nowhere = wake();
        Jvm.setThreadLocalExceptionHandlers(nowhere, nowhere, nowhere);
        try {
            return action.run();
        } finally {
            Jvm.setThreadLocalExceptionHandlers(null, null, null);
        }
    }

    /** Lets Chronicle's and SLF4J's classes initialise, for which the property counts only once. */
    private static synchronized ExceptionHandler wake() {
        boolean unset = System.getProperty(LOGGING_NOTICES) == null;
        if (unset) {
            System.setProperty(LOGGING_NOTICES, "ERROR");
        }
        try {
            Jvm.init();
            return ExceptionHandler.ignoresEverything();
        } finally {
            if (unset) {
                System.clearProperty(LOGGING_NOTICES);
            }
        }
    }
}
