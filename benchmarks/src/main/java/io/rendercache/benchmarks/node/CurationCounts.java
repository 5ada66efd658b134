package io.rendercache.benchmarks.node;

import io.rendercache.CacheStats;
import org.HdrHistogram.Histogram;

/**
 * What the curation jobs came to.
 *
 * @param completed jobs that completed
 * @param failed jobs that failed
 * @param polls nanoseconds of each poll
 * @param running polls that found the job running
 * @param found results that were read and verified, by polls and as streams
 * @param evicted polls that found the result evicted
 * @param cutOff results that were evicted while they were being written to a stream
 * @param largest length of the largest result
 * @param maxBytes what the cache may hold
 * @param stats of the cache at the end
 */
record CurationCounts(
        int completed,
        int failed,
        Histogram polls,
        long running,
        long found,
        long evicted,
        long cutOff,
        long largest,
        long maxBytes,
        CacheStats stats) {}
