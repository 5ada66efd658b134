package io.rendercache.internal.jfr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/**
 * Records what each open cache has done, once a period. Caches are held weakly: one that was forgotten is not recorded any
 * more, and not kept alive. The recorder is asked for nothing before somebody starts it, for to do so would start it.
 *
 * <p>The recorder refers to this class only while a cache is open, so it keeps no class loader whose caches are closed.
 */
final class PeriodicStatistics {
    /** Guarded by itself. */
    private static final Map<OpenCache, Boolean> OPEN = new WeakHashMap<>();

    /** There while a cache is open; guarded by {@link #OPEN}. */
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
     * What the recorder has of us. It calls its listeners with its own lock held, so we call it with none of ours. Instead, whoever
     * adds looks afterwards whether the hook was removed meanwhile, and removes what was added.
     */
    private static final class Hook implements FlightRecorderListener, Runnable {
        private volatile boolean removed;

        void add() {
            try {
                FlightRecorder.addListener(this);
            } catch (SecurityException | IllegalStateException e) {
                // The runtime has a recorder that it does not let us use; caches work without.
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
