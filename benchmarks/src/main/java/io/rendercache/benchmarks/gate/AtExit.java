package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cleans up if the JVM is told to end before this is closed, as by Ctrl-C. What was begun last is cleaned up first, as
 * it is where each is closed: a folder is removed when the programs that write to it are gone. Safe for any number of
 * threads.
 */
final class AtExit implements AutoCloseable {
    /** What is to be done. */
    interface Action {
        /** Cleans up, as far as it can. */
        void run() throws IOException;
    }

    private static final Deque<AtExit> OPEN = new ArrayDeque<>();
    private static boolean hooked;
    private static boolean ending;

    private final Action action;

    AtExit(Action action) {
        this.action = action;
        synchronized (OPEN) {
            if (!hooked && !ending) {
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread(AtExit::cleanUp, "gate-shutdown"));
                    hooked = true;
                } catch (IllegalStateException e) {
                    ending = true;
                }
            }
            if (!ending) {
                OPEN.push(this);
                return;
            }
        }
        // Too late for the hook, which may have gone through the others already.
        tryToRun();
    }

    /** Whether the JVM has been told to end. */
    static boolean isEnding() {
        synchronized (OPEN) {
            return ending;
        }
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            OPEN.remove(this);
        }
    }

    private static void cleanUp() {
        synchronized (OPEN) {
            ending = true;
        }
        for (AtExit next = poll(); next != null; next = poll()) {
            next.tryToRun();
        }
    }

    private static @Nullable AtExit poll() {
        synchronized (OPEN) {
            return OPEN.poll();
        }
    }

    private void tryToRun() {
        try {
            action.run();
        } catch (IOException e) {
            System.err.println("gate: not cleaned up: " + e);
        }
    }
}
