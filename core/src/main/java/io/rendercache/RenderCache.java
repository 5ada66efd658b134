package io.rendercache;

/**
 * What all caches have in common for those who watch over them: metrics, management, an operator's page. Safe for any number
 * of threads.
 *
 * <p>After {@link #close} every call but {@code close}, {@code name}, {@code isClosed} and {@code toString} throws {@link
 * IllegalStateException}.
 */
public sealed interface RenderCache extends AutoCloseable
        permits BoundedLru, FrameDirCache, ImageLabelCache, CurationResultCache {
    /** {@return the cache's name, as it was given or the kind's own} */
    String name();

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

    /** Lets go of the cache. Idempotent. */
    @Override
    void close();
}
