package io.rendercache;

import io.rendercache.internal.notify.JobCounts;

/**
 * Statistics of one job of a {@link FrameDirCache} since it was opened: an immutable value.
 *
 * @param hits lookups answered from the cache
 * @param misses lookups that listed the directory, or waited for a thread that did
 * @param entries directories held for the job now; of a job that has ended, those that were removed at its end
 * @param evictions the job's entries that were evicted because the cache was full
 */
public record JobStats(long hits, long misses, long entries, long evictions) {
    static JobStats of(JobCounts counts) {
        return new JobStats(counts.hits(), counts.misses(), counts.entries(), counts.evictions());
    }
}
