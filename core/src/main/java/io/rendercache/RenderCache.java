package io.rendercache;

import java.util.Set;

/**
 * The operations that all caches have in common, for code that monitors and manages them. Safe for any number of
 * threads.
 *
 * <p>After {@link #close} every method throws {@link IllegalStateException}, except {@code close}, {@code name}, {@code
 * kind}, {@code features}, {@code onClose}, {@code isClosed} and {@code toString}.
 *
 * <p>Other modules may implement this interface. Code that works with any cache asks {@link #features} what a cache
 * does, and never tests for its class.
 */
public interface RenderCache extends AutoCloseable {
    /** {@return the cache's name, as set or the default of its kind} */
    String name();

    /**
     * {@return the cache's kind, the same for all caches of one kind}
     *
     * <p>By default the simple name of the class. A class that wraps a cache, or that has no simple name, should return
     * another name.
     */
    default String kind() {
        return getClass().getSimpleName();
    }

    /**
     * {@return the features of this cache; an immutable set that never changes}
     *
     * <p>An implementation returns each feature whose statistics it fills in, and no others.
     */
    Set<CacheFeature> features();

    /** {@return the number of entries, at no instant more than the cache's bound} */
    long size();

    /** {@return the statistics of the cache} */
    CacheStats stats();

    /**
     * Starts counting, in {@link CacheStats#reloads}, misses of keys that were evicted shortly before, which is a sign
     * of a cache that is too small. Remembers about as many evicted keys as the cache may have entries, at most 65,536,
     * by hashes of 8 bytes on the heap; each eviction and each miss costs an additional hash of the key's bytes. The
     * cost of hits does not change. Idempotent.
     */
    void countReloads();

    /**
     * Registers an action that runs once, when the cache has been closed, in the thread that closed it; immediately if
     * it is already closed. It is meant to release objects that belong to the cache, such as its meters. The action
     * runs outside all locks of the cache. An exception that it throws is logged, and neither prevents other actions
     * from running nor is thrown by {@code close}.
     *
     * <p>The cache keeps the action reachable until it has run or the registration is closed. An action may refer to
     * the cache without leaking it; nothing runs for a cache that is collected without having been closed.
     *
     * @param action the action
     * @return a registration that removes the action; need not be kept
     */
    Registration onClose(Runnable action);

    /** {@return whether the cache has been closed} */
    boolean isClosed();

    /** Closes the cache and releases its memory and files. Idempotent. */
    @Override
    void close();
}
