package io.rendercache.internal.load;

import io.rendercache.internal.jfr.CacheEvents;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts a cache's loads, and records them with the flight recorder. Safe for any number of threads. */
public final class LoadStats {
    private final String cacheName;
    private final LongAdder loads = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder rejections = new LongAdder();

    /** Creates counts of zero. */
    public LoadStats(String cacheName) {
        this.cacheName = cacheName;
    }

    /** Begins a load in the calling thread. */
    public Timing begin() {
        return new Timing();
    }

    /** One load in progress, which either returns or throws. For one thread. */
    public final class Timing {
        private final CacheEvents.LoadSpan span = CacheEvents.beginLoad();
        private final long startNanos = System.nanoTime();

        private Timing() {}

        /** Counts a loader that returned. */
        public void returned(Object key) {
            end(loads, key, null);
        }

        /** Counts a loader that threw. */
        public void threw(Object key, Throwable failure) {
            end(failures, key, failure);
        }

        private void end(LongAdder count, Object key, @Nullable Throwable failure) {
            nanos.add(System.nanoTime() - startNanos);
            count.increment();
            span.end(cacheName, key, failure);
        }
    }

    /** Counts an entry that was too large to be cached. */
    public void rejected() {
        rejections.increment();
    }

    /** Returns how many loaders returned. */
    public long loads() {
        return loads.sum();
    }

    /** Returns how many loaders threw. */
    public long failures() {
        return failures.sum();
    }

    /** Returns the time spent in loaders, in nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }

    /** Returns how many entries were too large. */
    public long rejections() {
        return rejections.sum();
    }
}
