package io.rendercache;

/**
 * Hears what leaves a cache, which loads fail, and which jobs end.
 *
 * <p><b>When.</b> Called while the cache holds no lock, so it may use the cache, and before the operation that caused the call
 * returns; but what is caused inside a listener or a loader is told when that has returned, and where another thread is just
 * telling things of the same key, or of one that shares its place, that thread tells this too, maybe a little later;
 * if it is inside a loader, when that has returned.
 *
 * <p><b>In which order.</b> Calls for one key come one after the other, in the order in which the entry changed; in a {@link
 * FrameDirCache} so do all calls for one job. Calls for different keys may come from different threads at once.
 *
 * <p><b>How fast.</b> No thread waits for another's listener, until about a thousand calls wait their turn in one of 64 places, or
 * a megabyte of values, or until one thread has told as many for others: then those who cause more there wait, for at most
 * 100 ms each time, or tell what waits themselves. Only what a loader causes is never held up. A listener that puts back what
 * was evicted, which evicts another, never ends.
 *
 * <p><b>What it throws</b> does not reach the caller of the cache. The first exception of a cache's listener is logged as a
 * warning, through SLF4J, to the logger {@code io.rendercache}; those that follow at debug level.
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
     * A loader has thrown, or a directory could not be read: each time {@link CacheStats#loadFailures} goes up. Called when the
     * load has ended, so the key may be asked for, and before the caller of the cache gets the same exception; does nothing
     * unless overridden.
     *
     * @param key the key that was asked for
     * @param failure what was thrown
     */
    default void onLoadFailure(K key, Throwable failure) {}

    /**
     * A job of a {@link FrameDirCache} has ended: its last scope was closed, or all were forgotten, collected, and it has
     * nothing left. Called once, after its entries' removals were told, when a job of the same id may be opened anew; also if the
     * cache was closed before. Does nothing unless overridden.
     *
     * @param jobId the job
     * @param stats what it had asked for in all, and held just before it was cleared; no entries if the cache was closed
     *     before
     */
    default void onJobClosed(String jobId, JobStats stats) {}
}
