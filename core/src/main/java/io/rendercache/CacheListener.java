package io.rendercache;

/**
 * Receives notifications of entries that leave a cache, of loads that fail, and of jobs that end.
 *
 * <p><b>When, and in which thread.</b> Notifications are delivered asynchronously, by a daemon thread of the library,
 * shortly after the change and never in a thread that uses the cache. No lock of the cache is held, no load waits for
 * the listener, and it may use this cache and others, open caches and close them. What its own calls cause is delivered
 * after it has returned. By the time of a call the entry may be present again.
 *
 * <p><b>Order.</b> The calls for one cache come one after the other and happen-before one another. Those for one key
 * come in the order of its changes; {@link #onJobClosed} comes after the removals of the job's entries. Each
 * notification is delivered once, and none is dropped.
 *
 * <p><b>A slow listener</b> delays its own cache's writers only. While more than about 1 MiB of notifications wait,
 * each operation that may write first waits for at most 100 ms, with no lock held; an interrupt neither ends that wait
 * nor is lost. Lookups that find their entry never wait, nor do the listener's own calls of its cache, nor other
 * caches: if a listener does not return, another thread delivers their notifications. One operation that removes very
 * much, such as {@code clear}, may exceed the bound by that much. A listener that causes a removal in every call is
 * called for ever.
 *
 * <p><b>Closing a cache</b> delivers what is left before {@code close} returns. It waits for at most 5 s; if the
 * listener has not returned by then, a warning is logged, and the rest is delivered when it does. {@code close} does
 * not wait if the listener itself calls it. The threads end once no cache with a listener is open.
 *
 * <p><b>Exceptions</b> of the listener, and those of a codec that cannot decode what has left, concern that one
 * notification: they reach no caller of the cache and keep no other notification from being delivered. The first of
 * each cache is logged as a warning, through SLF4J, to the logger {@code io.rendercache}; those that follow at debug
 * level.
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
     * A loader has thrown, or a directory could not be read: each time {@link CacheStats#loadFailures} goes up. The
     * caller of the cache gets the same exception, possibly before this call. Does nothing unless overridden.
     *
     * @param key the key that was asked for
     * @param failure what was thrown
     */
    default void onLoadFailure(K key, Throwable failure) {}

    /**
     * A job of a {@link FrameDirCache} has ended: its last scope was closed, or all were collected without being closed
     * and it has no entries left. Called once, after the removals of its entries, also if the cache was closed before.
     * A job of the same id may have been opened since. Does nothing unless overridden.
     *
     * @param jobId the job
     * @param stats its final figures; the entries are those it held just before it was cleared, none if the cache was
     *     closed before
     */
    default void onJobClosed(String jobId, JobStats stats) {}
}
