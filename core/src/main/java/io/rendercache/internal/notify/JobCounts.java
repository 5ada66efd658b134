package io.rendercache.internal.notify;

/**
 * What one job did, counted since it was opened.
 *
 * @param hits lookups answered from the cache
 * @param misses lookups that were not
 * @param entries entries it holds, or held just before it was cleared
 * @param evictions its entries that were evicted
 */
public record JobCounts(long hits, long misses, long entries, long evictions) {}
