package io.rendercache;

/**
 * Undoes what was registered with a cache or for it: an action of {@link RenderCache#onClose}, meters, a management bean. Need not
 * be kept: what was registered lasts until the cache is closed. Does not keep the cache reachable. Safe for any number of
 * threads.
 */
public interface Registration extends AutoCloseable {
    /** Removes what was registered, and nothing that others registered. Leaves the cache as it is. Idempotent. */
    @Override
    void close();
}
