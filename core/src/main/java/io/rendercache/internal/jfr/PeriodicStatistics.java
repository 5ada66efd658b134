package io.rendercache.internal.jfr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Records what each open cache has done, once a period. Caches are held weakly: one that was forgotten is not recorded any
 * more, and not kept alive. The recorder is asked for nothing before somebody starts it, for to do so would start it.
 */
final class PeriodicStatistics {
    private static final Map<OpenCache, Boolean> OPEN = Collections.synchronizedMap(new WeakHashMap<>());

    static {
        listen();
    }

    private PeriodicStatistics() {}

    static void add(OpenCache cache) {
        OPEN.put(cache, true);
    }

    static void remove(OpenCache cache) {
        OPEN.remove(cache);
    }

    /** Returns whether a cache is to be recorded. */
    static boolean has(OpenCache cache) {
        return OPEN.containsKey(cache);
    }

    private static void listen() {
        try {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recorderInitialized(FlightRecorder recorder) {
                    FlightRecorder.addPeriodicEvent(CacheStatisticsEvent.class, PeriodicStatistics::record);
                }
            });
        } catch (SecurityException | IllegalStateException e) {
            // The runtime has a recorder that it does not let us use; caches work without.
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
