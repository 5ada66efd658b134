package io.rendercache;

/**
 * A registration with a cache or for it: of an action of {@link RenderCache#onClose}, of meters, of a management bean.
 * Need not be kept: it lasts until the cache is closed. Does not keep the cache reachable. Safe for any number of
 * threads.
 */
public interface Registration extends AutoCloseable {
    /** Undoes this registration and no other. Does not affect the cache. Idempotent. */
    @Override
    void close();
}
