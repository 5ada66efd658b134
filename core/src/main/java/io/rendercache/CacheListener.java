package io.rendercache;

/**
 * Hears what leaves a cache.
 *
 * <p>Called in the thread whose operation caused the removal, after that operation has released every lock; it may use
 * the cache. An exception thrown here is logged, to the system logger {@code io.rendercache}, and does not reach the
 * caller of the cache. Calls for one key from several threads may arrive in either order.
 *
 * @param <K> the cache's keys
 * @param <V> the cache's values
 */
@FunctionalInterface
public interface CacheListener<K, V> {
    /**
     * An entry has left the cache, or its value was overwritten.
     *
     * @param key the key, decoded afresh
     * @param value the value that is no longer held, decoded afresh
     * @param cause why
     */
    void onRemoval(K key, V value, RemovalCause cause);

    /**
     * A loader has thrown, or a directory could not be read. Called before the caller of the cache gets the same exception;
     * does nothing unless overridden.
     *
     * @param key the key that was asked for
     * @param failure what was thrown
     */
    default void onLoadFailure(K key, Throwable failure) {}

    /**
     * A job of a {@link FrameDirCache} has ended: its last scope was closed, or all were forgotten, collected, and it has
     * nothing left. Called after its entries' removals were told; does nothing unless overridden.
     *
     * @param jobId the job
     * @param stats what it had asked for in all, and held at its end
     */
    default void onJobClosed(String jobId, JobStats stats) {}
}
