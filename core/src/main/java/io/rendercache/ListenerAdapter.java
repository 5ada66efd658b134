package io.rendercache;

import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.notify.JobCounts;
import io.rendercache.internal.notify.NotificationTarget;
import org.jspecify.annotations.Nullable;

/** Calls a user's listener with what the store notifies of. */
record ListenerAdapter<K, V>(CacheListener<? super K, ? super V> listener) implements NotificationTarget<K, V> {
    static <K, V> @Nullable NotificationTarget<K, V> of(@Nullable CacheListener<? super K, ? super V> listener) {
        return listener == null ? null : new ListenerAdapter<>(listener);
    }

    @Override
    public void removed(K key, V value, RemovalReason reason) {
        listener.onRemoval(key, value, causeOf(reason));
    }

    @Override
    public void loadFailed(K key, Throwable failure) {
        listener.onLoadFailure(key, failure);
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
