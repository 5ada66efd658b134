package io.rendercache.metrics;

import io.rendercache.CacheStats;
import io.rendercache.RenderCache;

/**
 * A cache as management sees it: the numbers of {@link CacheStats}, and nothing that changes it.
 *
 * <p>Of a cache that is closed, or that nobody holds any more, {@link #isClosed} says so; counts are then what they were when
 * they were last read, and what it holds is 0. No attribute ever throws. The numbers are up to 50 ms old.
 */
public interface RenderCacheMXBean {
    /** {@return the cache's name} */
    String getName();

    /** {@return the cache's kind: the simple name of its class} */
    String getKind();

    /** {@return whether the cache is closed, or nobody holds it any more} */
    boolean isClosed();

    /** {@return whether nobody holds the cache any more, and the garbage collector has noticed; it may never have been closed} */
    boolean isCollected();

    /** {@return the share of lookups that were hits, from 0 to 1; 1 where there was no lookup} */
    double getHitRate();

    /** {@return {@link CacheStats#hits}} */
    long getHits();

    /** {@return {@link CacheStats#misses}} */
    long getMisses();

    /** {@return {@link CacheStats#loads}} */
    long getLoads();

    /** {@return {@link CacheStats#loadFailures}} */
    long getLoadFailures();

    /** {@return {@link CacheStats#loadNanos}, in nanoseconds} */
    long getLoadNanos();

    /** {@return {@link CacheStats#puts}} */
    long getPuts();

    /** {@return {@link CacheStats#evictions}} */
    long getEvictions();

    /** {@return {@link CacheStats#removedExplicitly}} */
    long getRemovedExplicitly();

    /** {@return {@link CacheStats#replaced}} */
    long getReplaced();

    /** {@return {@link CacheStats#cleared}} */
    long getCleared();

    /** {@return {@link CacheStats#jobClosed}} */
    long getJobClosed();

    /** {@return {@link CacheStats#rejected}} */
    long getRejected();

    /** {@return {@link CacheStats#reloads}: 0 unless {@link RenderCache#countReloads} was called} */
    long getReloads();

    /** {@return {@link CacheStats#recovered}} */
    long getRecovered();

    /** {@return {@link CacheStats#discarded}} */
    long getDiscarded();

    /** {@return {@link CacheStats#size}} */
    long getSize();

    /** {@return {@link CacheStats#capacity}, also of a closed cache} */
    long getCapacity();

    /** {@return {@link CacheStats#indexBytes}, in bytes} */
    long getIndexBytes();

    /** {@return {@link CacheStats#slotBytes}, in bytes} */
    long getSlotBytes();

    /** {@return {@link CacheStats#largeBytes}, in bytes} */
    long getLargeBytes();

    /** {@return {@link CacheStats#offHeapBytes}, in bytes} */
    long getOffHeapBytes();

    /** {@return {@link CacheStats#heldBytes}, in bytes} */
    long getHeldBytes();

    /** {@return {@link CacheStats#jobsOpen}} */
    long getJobsOpen();

    /** {@return {@link CacheStats#orphaned}} */
    long getOrphaned();
}
