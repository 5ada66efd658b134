package io.rendercache;

/** Why an entry, or its value, was removed from a cache. */
public enum RemovalCause {
    /** The cache was full and this entry was the least recently used. */
    EVICTED,
    /** The key was removed by a call. */
    EXPLICIT,
    /** The value was replaced by another; the key is still present. */
    REPLACED,
    /** The whole cache was cleared. */
    CLEARED,
    /** The job that owned the entry ended, or its entries were cleared. */
    JOB_CLOSED
}
