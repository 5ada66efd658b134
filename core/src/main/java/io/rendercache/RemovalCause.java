package io.rendercache;

/** Why an entry, or the value it held, left a cache. */
public enum RemovalCause {
    /** The cache was full and this entry had gone unused the longest. */
    EVICTED,
    /** Somebody asked for this key to be removed. */
    EXPLICIT,
    /** The key stayed, with a new value. */
    REPLACED,
    /** The whole cache was cleared. */
    CLEARED,
    /** The job that owned the entry ended, or had its entries cleared. */
    JOB_CLOSED
}
