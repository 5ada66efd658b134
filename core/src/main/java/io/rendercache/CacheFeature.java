package io.rendercache;

/**
 * A feature that only some kinds of caches have. Each constant names the statistics that are meaningful only in a cache
 * with that feature; in others they are 0, and monitoring omits them.
 */
public enum CacheFeature {
    /** Loads values: {@link CacheStats#loads}, {@link CacheStats#loadFailures} and {@link CacheStats#loadNanos}. */
    LOADING,

    /** Knows which jobs are open or running: {@link CacheStats#jobsOpen}. */
    JOBS,

    /** Holds entries that belong to jobs, and clears them with their job: {@link CacheStats#orphaned}. */
    JOB_ENTRIES
}
