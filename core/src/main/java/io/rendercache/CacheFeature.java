package io.rendercache;

/**
 * What only some kinds of caches do. Each constant names the statistics that mean something only in a cache with that feature;
 * in others they are 0, and monitoring leaves them out, since a number that is always 0 would look like a promise.
 */
public enum CacheFeature {
    /** Loads values: {@link CacheStats#loads}, {@link CacheStats#loadFailures} and {@link CacheStats#loadNanos}. */
    LOADING,

    /** Knows which jobs are open or running: {@link CacheStats#jobsOpen}. */
    JOBS,

    /** Holds entries that belong to jobs, and clears them with their job: {@link CacheStats#orphaned}. */
    JOB_ENTRIES
}
