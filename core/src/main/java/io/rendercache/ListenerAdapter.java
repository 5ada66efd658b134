package io.rendercache;

import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.notify.JobCounts;
import io.rendercache.internal.notify.NotificationTarget;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers notifications to a user's listener.
 *
 * @param <I> keys inside the library
 * @param <K> keys that the listener sees
 * @param <V> values
 */
final class ListenerAdapter<I, K, V> implements NotificationTarget<I, V> {
    private final CacheListener<? super K, ? super V> listener;
    private final Function<? super I, ? extends K> keys;

    private ListenerAdapter(CacheListener<? super K, ? super V> listener, Function<? super I, ? extends K> keys) {
        this.listener = listener;
        this.keys = keys;
    }

    /** Returns an adapter for a listener that sees the keys as they are, or {@code null} for none. */
    static <K, V> @Nullable NotificationTarget<K, V> of(@Nullable CacheListener<? super K, ? super V> listener) {
        return of(listener, Function.<K>identity());
    }

    /** Returns an adapter for a listener that sees other keys, or {@code null} for none. */
    static <I, K, V> @Nullable NotificationTarget<I, V> of(
            @Nullable CacheListener<? super K, ? super V> listener, Function<? super I, ? extends K> keys) {
        return listener == null ? null : new ListenerAdapter<I, K, V>(listener, keys);
    }

    @Override
    public void removed(I key, V value, RemovalReason reason) {
        listener.onRemoval(keys.apply(key), value, causeOf(reason));
    }

    @Override
    public void loadFailed(I key, Throwable failure) {
        listener.onLoadFailure(keys.apply(key), failure);
    }

    @Override
    public void jobClosed(String jobId, JobCounts counts) {
        listener.onJobClosed(jobId, JobStats.of(counts));
    }

    private static RemovalCause causeOf(RemovalReason reason) {
        return switch (reason) {
            case EVICTED -> RemovalCause.EVICTED;
            case EXPLICIT -> RemovalCause.EXPLICIT;
            case REPLACED -> RemovalCause.REPLACED;
            case CLEARED -> RemovalCause.CLEARED;
            case OWNER_CLEARED -> RemovalCause.JOB_CLOSED;
            case LOST -> throw new AssertionError("a lost entry has no value to notify of");
        };
    }
}
