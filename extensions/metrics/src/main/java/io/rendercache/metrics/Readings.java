package io.rendercache.metrics;

import io.rendercache.CacheStats;
import io.rendercache.RenderCache;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one cache, for many readers of one number each. They are taken once and kept for {@link
 * #KEPT_NANOS}, because taking them walks through all stripes and jobs; so the numbers of one scrape are normally of
 * one moment, and at most that old.
 *
 * <p>Does not keep the cache reachable. Later answers are never older than earlier ones, so that no count decreases.
 * Safe for any number of threads.
 */
final class Readings {
    /**
     * For how long statistics are kept: 50 ms, longer than a scrape takes and far shorter than the time between two.
     */
    static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final WeakReference<RenderCache> watched;
    private final LongSupplier clockNanos;

    private CacheStats latest;
    private long takenNanos;

    /**
     * Takes the first statistics.
     *
     * @throws IllegalStateException if the cache is closed
     */
    Readings(RenderCache cache) {
        this(cache, System::nanoTime);
    }

    Readings(RenderCache cache, LongSupplier clockNanos) {
        this.watched = new WeakReference<>(cache);
        this.clockNanos = clockNanos;
        this.latest = cache.stats();
        this.takenNanos = clockNanos.getAsLong();
    }

    /** Returns the cache's statistics; of a cache that is closed or collected, the last known ones. */
    synchronized CacheStats done() {
        refresh();
        return latest;
    }

    /** Returns the cache's statistics, or {@code null} if it is closed or collected. */
    synchronized @Nullable CacheStats held() {
        return refresh() ? latest : null;
    }

    /** Returns whether the cache is closed or collected. */
    boolean isClosed() {
        RenderCache cache = watched.get();
        return cache == null || cache.isClosed();
    }

    /** Returns whether the cache has been collected. */
    boolean isCollected() {
        return watched.get() == null;
    }

    /** Returns whether {@link #latest} is of a cache that is open. */
    private boolean refresh() {
        RenderCache cache = watched.get();
        if (cache == null || cache.isClosed()) {
            return false;
        }
        long now = clockNanos.getAsLong();
        if (now - takenNanos >= KEPT_NANOS) {
            try {
                latest = cache.stats();
                takenNanos = now;
            } catch (IllegalStateException e) {
                // It is being closed concurrently.
                return false;
            }
        }
        return true;
    }
}
