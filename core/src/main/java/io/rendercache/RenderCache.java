package io.rendercache;

import java.util.Set;

/**
 * What all caches have in common, for code that monitors and manages them. Safe for any number of threads.
 *
 * <p>After {@link #close} every call throws {@link IllegalStateException}, except {@code close}, {@code name}, {@code kind},
 * {@code features}, {@code onClose}, {@code isClosed} and {@code toString}.
 *
 * <p>Other modules may implement this interface. Code that works with any cache asks {@link #features} what a cache does, and
 * never tests for its class.
 */
public interface RenderCache extends AutoCloseable {
    /** {@return the cache's name, as it was given or the kind's own} */
    String name();

    /**
     * {@return the cache's kind, the same for all caches of one kind}
     *
     * <p>By default the simple name of the class. A class that wraps a cache, or that has no simple name, should return another
     * name.
     */
    default String kind() {
        return getClass().getSimpleName();
    }

    /**
     * {@return what this cache does beyond what all caches do; an immutable set that never changes}
     *
     * <p>An implementation returns each feature whose statistics it fills in, and no others.
     */
    Set<CacheFeature> features();

    /** {@return the number of entries; at no instant more than there may be} */
    long size();

    /** {@return what the cache has done and holds} */
    CacheStats stats();

    /**
     * From now on counts, in {@link CacheStats#reloads}, misses of keys that were evicted a short while before: what a cache that
     * is too small looks like. Remembers about as many evicted keys as the cache may have entries, at most 65,536, by hashes of 8
     * bytes on the heap; each eviction and each miss costs a hash of the key's bytes besides. Hits cost nothing more. Idempotent.
     */
    void countReloads();

    /**
     * Has an action run once, when the cache has been closed, in the thread that closed it; at once if it is closed already. What
     * belongs to the cache and lives elsewhere, such as its meters, is released so. The action runs outside all locks of the
     * cache. What it throws is logged, and neither keeps other actions from running nor is thrown by {@code close}.
     *
     * <p>The cache keeps the action reachable until it has run or the registration is closed. An action that refers to the cache
     * is no leak; nothing runs for a cache that is collected without having been closed.
     *
     * @param action what is to be done
     * @return removes the action; need not be kept
     */
    Registration onClose(Runnable action);

    /** {@return whether the cache has been closed} */
    boolean isClosed();

    /** Closes the cache and releases its memory and files. Idempotent. */
    @Override
    void close();
}
