package io.rendercache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The actions of {@link RenderCache#onClose} of one cache. Has no reference to the cache, so a {@link Registration}
 * does not keep it reachable. Safe for any number of threads.
 */
final class CloseActions {
    private final String cacheName;

    /** In the order of their registration; guarded by this. */
    private final Set<Action> pending = new LinkedHashSet<>();

    /** Guarded by this. */
    private boolean closed;

    CloseActions(String cacheName) {
        this.cacheName = cacheName;
    }

    /** Registers an action, or runs it at once if {@link #run} has been called. */
    Registration add(Runnable action) {
        Action added = new Action(Objects.requireNonNull(action, "action must not be null"));
        if (!isPending(added)) {
            added.run();
        }
        return added;
    }

    /** Runs the registered actions, outside all locks; to be called once the cache is closed. Does not throw. */
    void run() {
        List<Action> due;
        synchronized (this) {
            closed = true;
            due = List.copyOf(pending);
        }
        due.forEach(Action::run);
    }

    private synchronized boolean isPending(Action action) {
        return !closed && pending.add(action);
    }

    private final class Action implements Registration {
        /** {@code null} once it has been run or removed; guarded by the outer object. */
        private @Nullable Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        public void close() {
            take();
        }

        private @Nullable Runnable take() {
            synchronized (CloseActions.this) {
                Runnable taken = action;
                action = null;
                pending.remove(this);
                return taken;
            }
        }

        void run() {
            Runnable taken = take();
            if (taken == null) {
                return;
            }
            try {
                taken.run();
            } catch (Throwable thrown) {
                log(thrown);
            }
        }
    }

    private void log(Throwable thrown) {
        try {
            LoggerFactory.getLogger("io.rendercache")
                    .warn("cache {}: an action of onClose threw; the cache is closed all the same", cacheName, thrown);
        } catch (Throwable e) {
            // Closing must not fail because the logger does.
        }
    }
}
