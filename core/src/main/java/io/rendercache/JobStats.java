package io.rendercache;

/**
 * What one job has asked of a {@link FrameDirCache} since it was opened: an immutable value.
 *
 * @param hits lookups answered from the cache
 * @param misses lookups that had to list the directory, or wait for somebody who did
 * @param entries directories held for the job now; of one that has ended, those that were cleared at its end
 * @param evictions the job's entries that had to make room because the cache was full
 */
public record JobStats(long hits, long misses, long entries, long evictions) {}
