package io.rendercache;

import java.util.Set;

/**
 * What all caches have in common, for code that monitors and manages them. Safe for any number of threads.
 *
 * <p>After {@link #close} every call throws {@link IllegalStateException}, except {@code close}, {@code name}, {@code kind},
 * {@code features}, {@code isClosed} and {@code toString}.
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

    /** {@return whether the cache has been closed} */
    boolean isClosed();

    /** Closes the cache and releases its memory and files. Idempotent. */
    @Override
    void close();
}
