package io.rendercache.internal.jfr;

/** An open cache, as the periodic event sees it. Is equal to nothing but itself. */
@FunctionalInterface
public interface OpenCache {
    /**
     * Fills in the event's fields.
     *
     * @throws IllegalStateException if the cache has been closed meanwhile
     */
    void fill(CacheStatisticsEvent event);
}
