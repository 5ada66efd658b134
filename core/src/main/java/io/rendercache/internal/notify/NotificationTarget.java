package io.rendercache.internal.notify;

import io.rendercache.internal.lru.RemovalReason;

/**
 * Receives a cache's notifications, decoded; implemented by the adapter of the user's listener. Called by the
 * dispatcher's thread only, one call after the other.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface NotificationTarget<K, V> {
    /** An entry left the cache, or its value was overwritten. */
    void removed(K key, V value, RemovalReason reason);

    /** A loader threw. */
    void loadFailed(K key, Throwable failure);

    /** A job ended; the counts are its final ones. */
    void jobClosed(String jobId, JobCounts counts);
}
