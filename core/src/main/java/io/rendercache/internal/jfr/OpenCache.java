package io.rendercache.internal.jfr;

/** An open cache, for the periodic event. Equal only to itself. */
@FunctionalInterface
public interface OpenCache {
    /**
     * Fills in the event's fields.
     *
     * @throws IllegalStateException if the cache is closed
     */
    void fill(CacheStatisticsEvent event);
}
