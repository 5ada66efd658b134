package io.rendercache.internal.notify;

import io.rendercache.internal.jfr.CacheEvents;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.RemovalSink;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of what happens in one cache: its listener, through the queue; an observer of keys inside the library, in
 * the thread that removes; and the flight recorder. Safe for any number of threads.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class CacheListeners<K, V> {
    private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String cacheName;
    private final EntryDecoder<K, V> decoder;
    private final @Nullable NotificationQueue<K, V> queue;
    private final @Nullable BiConsumer<? super K, RemovalReason> keyObserver;
    private final ListenerFailureLog failures;

    /**
     * Creates the listeners of a cache; with a target, the dispatcher runs until {@link #close}.
     *
     * @param target what the user's listener is reached by
     * @param keyObserver called with the key of each entry that leaves, by the thread that removes it, outside the
     *     engine's locks
     */
    public CacheListeners(
            String cacheName,
            EntryDecoder<K, V> decoder,
            @Nullable NotificationTarget<K, V> target,
            @Nullable BiConsumer<? super K, RemovalReason> keyObserver) {
        this.cacheName = cacheName;
        this.decoder = decoder;
        this.failures = new ListenerFailureLog(cacheName);
        this.keyObserver = keyObserver;
        if (target == null) {
            this.queue = null;
        } else {
            NotificationDispatcher dispatcher = NotificationDispatcher.SHARED;
            dispatcher.open();
            this.queue = new NotificationQueue<>(decoder, target, failures, dispatcher);
        }
    }

    /**
     * Waits, at most 100 ms, while the listener is far behind. To be called before an operation that may remove, with
     * no lock held.
     */
    public void awaitCapacity() {
        if (queue != null) {
            queue.awaitCapacity();
        }
    }

    /**
     * Returns what takes the entries that an operation removes, or {@code null} if nobody wants them. A {@link
     * RemovalBatch} is to be {@linkplain RemovalBatch#finish finished}.
     */
    public @Nullable RemovalSink sink() {
        return keyObserver != null || CacheEvents.isEvictionEnabled() ? new RemovalBatch<>(this, null, null) : queue;
    }

    /** Returns a batch; see its constructor. */
    public RemovalBatch<K, V> batch(@Nullable Consumer<? super V> shownTo, RemovalBatch.@Nullable Storage storage) {
        return new RemovalBatch<>(this, shownTo, storage);
    }

    /** Finishes what {@link #sink} has returned. */
    public static void finish(@Nullable RemovalSink sink) {
        if (sink instanceof RemovalBatch<?, ?> batch) {
            batch.finish();
        }
    }

    /** Notifies of a load that failed; to be called within the load, so that the next one of the key comes after it. */
    public void loadFailed(K key, Throwable failure) {
        if (queue != null) {
            queue.push(Notification.Event.loadFailed(key, failure));
        }
    }

    /** Notifies of a job that ended; to be called after its entries were removed, before it can be opened anew. */
    public void jobClosed(String jobId, JobCounts counts) {
        if (queue != null) {
            queue.push(Notification.Event.jobClosed(jobId, counts));
        }
    }

    /**
     * Delivers what is left, waiting at most 5 s. Called again, it waits for what is still left. To be called with no
     * lock held that a listener may need.
     */
    public void close() {
        if (queue != null) {
            queue.close(CLOSE_TIMEOUT_NANOS);
        }
    }

    /** Returns whether everything has been delivered. */
    public boolean isIdle() {
        return queue == null || queue.isIdle();
    }

    EntryDecoder<K, V> decoder() {
        return decoder;
    }

    @Nullable
    NotificationQueue<K, V> queue() {
        return queue;
    }

    @Nullable
    BiConsumer<? super K, RemovalReason> keyObserver() {
        return keyObserver;
    }

    ListenerFailureLog failures() {
        return failures;
    }

    void observe(byte[] key, RemovalReason reason) {
        if (keyObserver != null) {
            try {
                keyObserver.accept(decoder.key(key, 0, key.length), reason);
            } catch (Throwable e) {
                failures.log("keyObserver", e);
            }
        }
    }

    void recordEviction(byte[] key) {
        Object named = key;
        try {
            named = decoder.key(key, 0, key.length);
        } catch (RuntimeException | Error e) {
            // A key that its codec cannot read any more is shown by its bytes.
        }
        CacheEvents.evicted(cacheName, named);
    }
}
