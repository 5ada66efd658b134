package io.rendercache.internal.jfr;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Where caches leave their events. Until the flight recorder is started a call reads one field: not even the events' own classes are
 * loaded, which takes the recorder tens of milliseconds. In a runtime without it no class of it is asked for. Safe for any
 * number of threads.
 */
public final class CacheEvents {
    /** Whether the runtime was linked with the recorder. */
    static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private CacheEvents() {}

    private static boolean isRecorderStarted() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    /** A load that is being timed. For one thread. */
    public static final class LoadSpan {
        private static final LoadSpan NONE = new LoadSpan(null);

        private final @Nullable LoadEvent event;

        private LoadSpan(@Nullable LoadEvent event) {
            this.event = event;
        }

        /** The load has ended: with this, if it threw. */
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

    /** An eviction to be asked whether such are recorded; loads when a recorder has been started. */
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

    /** An entry was evicted. */
    public static void evicted(String cache, Object key) {
        if (!isEvictionEnabled()) {
            return;
        }
        EvictionEvent event = new EvictionEvent();
        event.cache = cache;
        event.key = KeyText.of(key);
        event.commit();
    }

    /** A job has ended. */
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

    /** From now on the cache's statistics are recorded periodically. It is held weakly. */
    public static void opened(OpenCache cache) {
        if (AVAILABLE) {
            PeriodicStatistics.add(cache);
        }
    }

    /** No more. */
    public static void closed(OpenCache cache) {
        if (AVAILABLE) {
            PeriodicStatistics.remove(cache);
        }
    }
}
