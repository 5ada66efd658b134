package io.rendercache;

/**
 * Statistics of a cache since it was built, and what it holds now: an immutable value, in the manner of Caffeine's
 * {@code CacheStats}.
 *
 * <p>Each count is exact once the threads that caused it are at rest. While they run, the counts are not of one
 * instant: a lookup in progress may be included in one and not yet in another.
 *
 * @param hits lookups that found their key: {@code get}, with or without a loader, and the map view's reads
 * @param misses lookups that did not; with a loader each call that had to load or wait for a load is one miss.
 *     {@code containsKey}, {@code size} and iteration count as neither
 * @param loads loaders that returned, with a value or with {@code null}
 * @param loadFailures loaders that threw
 * @param loadNanos time spent in loaders, both kinds, in nanoseconds
 * @param puts values written: new keys and overwritten ones, by {@code put}, by a loader or through the map view
 * @param evictions entries removed because the cache was full
 * @param removedExplicitly entries removed by key
 * @param replaced values overwritten by a later one for the same key
 * @param cleared entries removed by {@code clear} of the whole cache
 * @param jobClosed entries removed because their job ended or was cleared
 * @param rejected keys or values too large for a slot: a loader's answer that was returned but not cached, or a {@code
 *     put} that was refused
 * @param size entries held now
 * @param capacity the maximum number of entries
 * @param indexBytes off-heap bytes of the hash index, the recency lists and the stripes
 * @param slotBytes bytes of the slots, off-heap or in the mapped file: keys, values and their headers
 * @param largeBytes bytes reserved for values too large for a slot, off-heap or in their file; 0 if there are none
 * @param heldBytes bytes of keys and values held now, in caches with a byte budget; 0 in others
 * @param recovered entries that were found whole when the cache was opened on its file
 * @param discarded entries of the file that were torn or had lost their large value, and were dropped, when the file
 *     was opened or the value was first read
 * @param reloads misses of keys that had been evicted shortly before, since {@link RenderCache#countReloads} was
 *     called; 0 before
 * @param jobsOpen jobs that are open, in a {@link FrameDirCache}, or running, in a {@link CurationResultCache}; 0 in
 *     others
 * @param orphaned entries of jobs that are no longer open, because all their scopes were forgotten and collected, or
 *     not yet open again after a restart, in a {@link FrameDirCache}: a leak that the cap bounds; 0 in others
 */
public record CacheStats(
        long hits,
        long misses,
        long loads,
        long loadFailures,
        long loadNanos,
        long puts,
        long evictions,
        long removedExplicitly,
        long replaced,
        long cleared,
        long jobClosed,
        long rejected,
        long size,
        long capacity,
        long indexBytes,
        long slotBytes,
        long largeBytes,
        long heldBytes,
        long recovered,
        long discarded,
        long reloads,
        long jobsOpen,
        long orphaned) {

    /**
     * {@return the number of entries, or of values for {@link RemovalCause#REPLACED}, that were removed for this cause}
     *
     * @param cause the cause
     */
    public long removals(RemovalCause cause) {
        return switch (cause) {
            case EVICTED -> evictions;
            case EXPLICIT -> removedExplicitly;
            case REPLACED -> replaced;
            case CLEARED -> cleared;
            case JOB_CLOSED -> jobClosed;
        };
    }

    /** Returns the same with another number of open jobs. */
    CacheStats withJobsOpen(long jobs) {
        return new CacheStats(
                hits,
                misses,
                loads,
                loadFailures,
                loadNanos,
                puts,
                evictions,
                removedExplicitly,
                replaced,
                cleared,
                jobClosed,
                rejected,
                size,
                capacity,
                indexBytes,
                slotBytes,
                largeBytes,
                heldBytes,
                recovered,
                discarded,
                reloads,
                jobs,
                orphaned);
    }

    /** {@return the memory reserved outside the heap, including mapped files, in bytes} */
    public long offHeapBytes() {
        return indexBytes + slotBytes + largeBytes;
    }

    /** {@return the share of lookups that were hits, from 0 to 1; 1 if there was no lookup} */
    public double hitRate() {
        long lookups = hits + misses;
        return lookups == 0 ? 1.0 : (double) hits / lookups;
    }
}
