package io.rendercache.metrics;

import io.rendercache.CacheStats;
import io.rendercache.RenderCache;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one cache, for many who ask about one number each. They are taken once and answered from for {@link
 * #KEPT_NANOS}, for to take them walks through all stripes and jobs; so the numbers of one scrape are of one moment as a rule,
 * and up to that much old.
 *
 * <p>Does not keep the cache alive. Later answers are never from before earlier ones, so that no count goes back. Safe for any
 * number of threads.
 */
final class Readings {
    /** For how long statistics are kept: 50 ms, longer than a scrape takes and far shorter than the time between two. */
    static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final WeakReference<RenderCache> watched;
    private final LongSupplier clockNanos;

    private CacheStats latest;
    private long takenNanos;

    /**
     * Takes the first.
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

    /** Returns what the cache has done; of a cache that is closed or collected, what was last known. */
    synchronized CacheStats done() {
        refresh();
        return latest;
    }

    /** Returns what the cache holds, or {@code null} if it is closed or collected. */
    synchronized @Nullable CacheStats held() {
        return refresh() ? latest : null;
    }

    /** Returns whether the cache is closed or collected. */
    boolean isClosed() {
        RenderCache cache = watched.get();
        return cache == null || cache.isClosed();
    }

    /** Returns whether nobody has the cache any more and the garbage collector has noticed. */
    boolean isCollected() {
        return watched.get() == null;
    }

    /** Returns whether {@link #latest} is of a cache that is there. */
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
                // It is being closed at this moment.
                return false;
            }
        }
        return true;
    }
}
