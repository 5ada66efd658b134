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
    /** Returns the cache's name. */
    String getName();

    /** Returns the cache's kind: the simple name of its class. */
    String getKind();

    /** Returns whether the cache is closed, or nobody holds it any more. */
    boolean isClosed();

    /** Returns whether nobody holds the cache any more, and the garbage collector has noticed; it may never have been closed. */
    boolean isCollected();

    /** Returns the share of lookups that were hits, from 0 to 1; 1 where there was no lookup. */
    double getHitRate();

    /** Returns {@link CacheStats#hits}. */
    long getHits();

    /** Returns {@link CacheStats#misses}. */
    long getMisses();

    /** Returns {@link CacheStats#loads}. */
    long getLoads();

    /** Returns {@link CacheStats#loadFailures}. */
    long getLoadFailures();

    /** Returns {@link CacheStats#loadNanos}, in nanoseconds. */
    long getLoadNanos();

    /** Returns {@link CacheStats#puts}. */
    long getPuts();

    /** Returns {@link CacheStats#evictions}. */
    long getEvictions();

    /** Returns {@link CacheStats#removedExplicitly}. */
    long getRemovedExplicitly();

    /** Returns {@link CacheStats#replaced}. */
    long getReplaced();

    /** Returns {@link CacheStats#cleared}. */
    long getCleared();

    /** Returns {@link CacheStats#jobClosed}. */
    long getJobClosed();

    /** Returns {@link CacheStats#rejected}. */
    long getRejected();

    /** Returns {@link CacheStats#reloads}: 0 unless {@link RenderCache#countReloads} was called. */
    long getReloads();

    /** Returns {@link CacheStats#recovered}. */
    long getRecovered();

    /** Returns {@link CacheStats#discarded}. */
    long getDiscarded();

    /** Returns {@link CacheStats#size}. */
    long getSize();

    /** Returns {@link CacheStats#capacity}, also of a closed cache. */
    long getCapacity();

    /** Returns {@link CacheStats#indexBytes}, in bytes. */
    long getIndexBytes();

    /** Returns {@link CacheStats#slotBytes}, in bytes. */
    long getSlotBytes();

    /** Returns {@link CacheStats#largeBytes}, in bytes. */
    long getLargeBytes();

    /** Returns {@link CacheStats#offHeapBytes}, in bytes. */
    long getOffHeapBytes();

    /** Returns {@link CacheStats#heldBytes}, in bytes. */
    long getHeldBytes();

    /** Returns {@link CacheStats#jobsOpen}. */
    long getJobsOpen();

    /** Returns {@link CacheStats#orphaned}. */
    long getOrphaned();
}
