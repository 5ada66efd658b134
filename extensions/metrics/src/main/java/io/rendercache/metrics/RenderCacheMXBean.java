package io.rendercache.metrics;

/**
 * The read-only management bean of a cache, with the numbers of {@code CacheStats}.
 *
 * <p>The bean is unregistered when its cache is closed. Of a cache that is being closed, or that was collected without
 * having been closed, {@link #isClosed} is true; counts are then as last read, and sizes are 0. No attribute ever
 * throws. The numbers are up to 50 ms old.
 */
public interface RenderCacheMXBean {
    /** {@return the cache's name} */
    String getName();

    /** {@return the cache's {@code RenderCache.kind}} */
    String getKind();

    /** {@return whether the cache is closed or collected} */
    boolean isClosed();

    /** {@return whether the cache has been collected; it may never have been closed} */
    boolean isCollected();

    /** {@return the share of lookups that were hits, from 0 to 1; 1 if there was no lookup} */
    double getHitRate();

    /** {@return {@code CacheStats.hits}} */
    long getHits();

    /** {@return {@code CacheStats.misses}} */
    long getMisses();

    /** {@return {@code CacheStats.loads}} */
    long getLoads();

    /** {@return {@code CacheStats.loadFailures}} */
    long getLoadFailures();

    /** {@return {@code CacheStats.loadNanos}, in nanoseconds} */
    long getLoadNanos();

    /** {@return {@code CacheStats.puts}} */
    long getPuts();

    /** {@return {@code CacheStats.evictions}} */
    long getEvictions();

    /** {@return {@code CacheStats.removedExplicitly}} */
    long getRemovedExplicitly();

    /** {@return {@code CacheStats.replaced}} */
    long getReplaced();

    /** {@return {@code CacheStats.cleared}} */
    long getCleared();

    /** {@return {@code CacheStats.jobClosed}} */
    long getJobClosed();

    /** {@return {@code CacheStats.rejected}} */
    long getRejected();

    /** {@return {@code CacheStats.reloads}: 0 unless {@code RenderCache.countReloads} was called} */
    long getReloads();

    /** {@return {@code CacheStats.recovered}} */
    long getRecovered();

    /** {@return {@code CacheStats.discarded}} */
    long getDiscarded();

    /** {@return {@code CacheStats.size}} */
    long getSize();

    /** {@return {@code CacheStats.capacity}, also of a closed cache} */
    long getCapacity();

    /** {@return {@code CacheStats.indexBytes}, in bytes} */
    long getIndexBytes();

    /** {@return {@code CacheStats.slotBytes}, in bytes} */
    long getSlotBytes();

    /** {@return {@code CacheStats.largeBytes}, in bytes} */
    long getLargeBytes();

    /** {@return {@code CacheStats.offHeapBytes}, in bytes} */
    long getOffHeapBytes();

    /** {@return {@code CacheStats.heldBytes}, in bytes} */
    long getHeldBytes();

    /** {@return {@code CacheStats.jobsOpen}} */
    long getJobsOpen();

    /** {@return {@code CacheStats.orphaned}} */
    long getOrphaned();
}
