package io.rendercache.internal.jfr;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Records the events of caches. Until the flight recorder is started a call reads one field: not even the classes of
 * the events are loaded, which takes the recorder tens of milliseconds. In a runtime without it no class of it is used.
 * Safe for any number of threads.
 */
public final class CacheEvents {
    /** Whether the runtime was linked with the recorder. */
    static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private CacheEvents() {}

    private static boolean isRecorderStarted() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    /** A load that is timed. For one thread. */
    public static final class LoadSpan {
        private static final LoadSpan NONE = new LoadSpan(null);

        private final @Nullable LoadEvent event;

        private LoadSpan(@Nullable LoadEvent event) {
            this.event = event;
        }

        /** Ends the load, with what it threw, if anything. */
        public void end(String cache, Object key, @Nullable Throwable failure) {
            if (event == null) {
                return;
            }
            event.end();
            if (event.shouldCommit()) {
                event.cache = cache;
                event.key = KeyText.of(key);
                event.failed = failure != null;
                event.failureClass = failure == null ? null : failure.getClass();
                event.commit();
            }
        }
    }

    /** An event that is asked whether evictions are recorded; loaded when a recorder has been started. */
    private static final class Evictions {
        static final EvictionEvent PROBE = new EvictionEvent();
    }

    /** Begins a load. */
    public static LoadSpan beginLoad() {
        if (!isRecorderStarted()) {
            return LoadSpan.NONE;
        }
        LoadEvent event = new LoadEvent();
        event.begin();
        return new LoadSpan(event);
    }

    /** Returns whether evictions are being recorded. */
    public static boolean isEvictionEnabled() {
        return isRecorderStarted() && Evictions.PROBE.isEnabled();
    }

    /** Records an eviction. */
    public static void evicted(String cache, Object key) {
        if (!isEvictionEnabled()) {
            return;
        }
        EvictionEvent event = new EvictionEvent();
        event.cache = cache;
        event.key = KeyText.of(key);
        event.commit();
    }

    /** Records the end of a job. */
    public static void jobClosed(String cache, String jobId, long hits, long misses, long entries, long evictions) {
        if (!isRecorderStarted()) {
            return;
        }
        JobClosedEvent event = new JobClosedEvent();
        if (event.shouldCommit()) {
            event.cache = cache;
            event.jobId = jobId;
            event.hits = hits;
            event.misses = misses;
            event.entries = entries;
            event.evictions = evictions;
            event.commit();
        }
    }

    /** Starts recording the cache's statistics periodically. Refers to it weakly. */
    public static void opened(OpenCache cache) {
        if (AVAILABLE) {
            PeriodicStatistics.add(cache);
        }
    }

    /** Stops recording the cache's statistics. */
    public static void closed(OpenCache cache) {
        if (AVAILABLE) {
            PeriodicStatistics.remove(cache);
        }
    }
}
