package io.rendercache.metrics;

/**
 * What {@link RenderCacheMetrics#monitor} or {@link RenderCacheJmx#register} has entered somewhere, for as long as that is
 * wanted. Need not be kept: what was entered stays until it is closed, also after the cache is closed or collected. Safe for
 * any number of threads.
 */
public interface Registration extends AutoCloseable {
    /** Takes away what was entered, and nothing that others entered. Leaves the cache as it is. Idempotent. */
    @Override
    void close();
}
