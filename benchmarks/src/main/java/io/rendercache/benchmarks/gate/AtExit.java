package io.rendercache.benchmarks.gate;

import java.io.IOException;

/** Cleans up if the JVM is told to end before this is closed, as by Ctrl-C. */
final class AtExit implements AutoCloseable {
    /** What is to be done. */
    interface Action {
        /** Cleans up, as far as it can. */
        void run() throws IOException;
    }

    private final Thread hook;

    AtExit(Action action) {
        hook = new Thread(() -> {
            try {
                action.run();
            } catch (IOException e) {
                System.err.println("gate: not cleaned up: " + e);
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook does its work.
        }
    }
}
