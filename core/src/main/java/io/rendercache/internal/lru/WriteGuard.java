package io.rendercache.internal.lru;

/**
 * Decides, under the stripe's lock, whether a write may still be published: a load that was invalidated by a removal,
 * or an owner that has ended, must not leave an entry behind. Invalidation precedes taking the stripe's lock to remove,
 * so each write is either refused here or found there.
 */
@FunctionalInterface
public interface WriteGuard {
    /** Never invalidated. */
    WriteGuard ALWAYS = () -> true;

    /** Returns whether the write may be published; must not block. */
    boolean isCurrent();

    /**
     * Called under the stripe's lock when the write has been published, so that whatever must not come after it is
     * prevented before another thread can change the key again; must not block.
     *
     * @param key the key as it was passed to the write path
     */
    default void written(Object key) {}
}
