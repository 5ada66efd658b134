package io.rendercache.internal.jfr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/**
 * Records the statistics of each open cache, once a period. Caches are referred to weakly: one that was forgotten is
 * not recorded any more, and not kept reachable. The recorder is not accessed before it is started, because that would
 * start it.
 *
 * <p>The recorder refers to this class only while a cache is open, so it keeps no class loader whose caches are closed.
 */
final class PeriodicStatistics {
    /** Guarded by itself. */
    private static final Map<OpenCache, Boolean> OPEN = new WeakHashMap<>();

    /** Present while a cache is open; guarded by {@link #OPEN}. */
    private static @Nullable Hook hook;

    private PeriodicStatistics() {}

    static void add(OpenCache cache) {
        Hook first = null;
        synchronized (OPEN) {
            OPEN.put(cache, true);
            if (hook == null) {
                first = new Hook();
                hook = first;
            }
        }
        if (first != null) {
            first.add();
        }
    }

    static void remove(OpenCache cache) {
        Hook last = null;
        synchronized (OPEN) {
            OPEN.remove(cache);
            if (OPEN.isEmpty()) {
                last = hook;
                hook = null;
            }
        }
        if (last != null) {
            last.remove();
        }
    }

    /** Returns whether a cache is to be recorded. */
    static boolean has(OpenCache cache) {
        synchronized (OPEN) {
            return OPEN.containsKey(cache);
        }
    }

    /** Returns whether the recorder refers to this class. */
    static boolean isHooked() {
        synchronized (OPEN) {
            return hook != null;
        }
    }

    /**
     * The only object of this class that the recorder refers to. It calls its listeners with its own lock held, so it
     * is called with no lock of this class held. Instead, the thread that adds the hook checks afterwards whether the
     * hook was removed concurrently, and removes what it added.
     */
    private static final class Hook implements FlightRecorderListener, Runnable {
        private volatile boolean removed;

        void add() {
            try {
                FlightRecorder.addListener(this);
            } catch (SecurityException | IllegalStateException e) {
                // The runtime has a recorder that must not be used; caches work without it.
                return;
            }
            if (removed) {
                remove();
            }
        }

        void remove() {
            removed = true;
            FlightRecorder.removeListener(this);
            FlightRecorder.removePeriodicEvent(this);
        }

        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            FlightRecorder.addPeriodicEvent(CacheStatisticsEvent.class, this);
            if (removed) {
                FlightRecorder.removePeriodicEvent(this);
            }
        }

        @Override
        public void run() {
            record();
        }
    }

    private static void record() {
        List<OpenCache> open;
        synchronized (OPEN) {
            open = new ArrayList<>(OPEN.keySet());
        }
        for (OpenCache cache : open) {
            CacheStatisticsEvent event = new CacheStatisticsEvent();
            try {
                cache.fill(event);
            } catch (IllegalStateException e) {
                continue;
            }
            event.commit();
        }
    }
}
