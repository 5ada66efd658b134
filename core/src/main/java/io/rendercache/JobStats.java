package io.rendercache;

import io.rendercache.internal.notify.JobCounts;

/**
 * What one job has asked of a {@link FrameDirCache} since it was opened: an immutable value.
 *
 * @param hits lookups answered from the cache
 * @param misses lookups that had to list the directory, or wait for somebody who did
 * @param entries directories held for the job now; of one that has ended, those that were cleared at its end
 * @param evictions the job's entries that had to make room because the cache was full
 */
public record JobStats(long hits, long misses, long entries, long evictions) {
    static JobStats of(JobCounts counts) {
        return new JobStats(counts.hits(), counts.misses(), counts.entries(), counts.evictions());
    }
}
