package io.rendercache.internal.notify;

import io.rendercache.internal.jfr.CacheEvents;
import io.rendercache.internal.lru.EntryBytes;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.RemovalSink;
import io.rendercache.spi.LargeValueRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one operation removes, where more follows than a notification: bytes to be given back to the budget, values out
 * of line to be read and then removed, the old value to be returned, an eviction to be recorded.
 *
 * <p>{@link #take} is called under the stripe's lock, pushes the notification and notes the rest. {@link #settle} is
 * called when the operation holds no lock of the engine any more, and {@link #record} when it holds none at all; both
 * may be called again for what was taken afterwards. For one thread.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class RemovalBatch<K, V> implements RemovalSink {
    /** Where a cache keeps values out of line, and the bytes it has in use. */
    public interface Storage {
        /** Returns the bytes of a value out of line, or {@code null} if it is lost. */
        byte @Nullable [] read(LargeValueRef value);

        /** Removes the value, if there is one, and releases the bytes of an entry that left. */
        void release(long bytes, @Nullable LargeValueRef value);
    }

    private record Left<K, V>(
            RemovalReason reason,
            long bytes,
            @Nullable LargeValueRef outOfLine,
            byte @Nullable [] key,
            byte @Nullable [] shown,
            Notification.@Nullable Removal<K, V> notification) {}

    private final CacheListeners<K, V> listeners;
    private final @Nullable Consumer<? super V> shownTo;
    private final @Nullable Storage storage;
    private final boolean isRecording = CacheEvents.isEvictionEnabled();
    private final ArrayList<Left<K, V>> taken = new ArrayList<>(1);
    private final List<byte[]> toRecord = new ArrayList<>(0);

    /**
     * Creates an empty batch.
     *
     * @param shownTo receives the value that was removed by key or overwritten
     * @param storage where what leaves is released
     */
    RemovalBatch(CacheListeners<K, V> listeners, @Nullable Consumer<? super V> shownTo, @Nullable Storage storage) {
        this.listeners = listeners;
        this.shownTo = shownTo;
        this.storage = storage;
    }

    @Override
    public void take(EntryBytes entry, RemovalReason reason) {
        LargeValueRef outOfLine = entry.largeValueRef();
        NotificationQueue<K, V> queue = reason == RemovalReason.LOST ? null : listeners.queue();
        boolean needsKey = listeners.keyObserver() != null || isRecording && reason == RemovalReason.EVICTED;
        Notification.Removal<K, V> notification = null;
        if (queue != null) {
            notification = outOfLine == null
                    ? Notification.Removal.ofSlot(entry.keyAndValue(), entry.keyLength(), reason)
                    : Notification.Removal.ofOutOfLine(entry.key(), outOfLine.length(), reason);
        }
        Left<K, V> left = new Left<>(
                reason,
                entry.keyLength() + entry.valueLength(),
                outOfLine,
                needsKey ? entry.key() : null,
                isShown(reason) && outOfLine == null ? entry.value() : null,
                notification);
        taken.add(left);
        // Last, for nothing may fail between the push and the list from which the notification is completed.
        if (queue != null && notification != null) {
            queue.push(notification);
        }
    }

    /** {@linkplain #settle Settles} and {@linkplain #record records}. */
    public void finish() {
        try {
            settle();
        } finally {
            record();
        }
    }

    /**
     * Reads values out of line, completes their notifications, releases what has left, and shows the old value. An old
     * value that cannot be read is thrown for, after everything has been released.
     */
    public void settle() {
        Throwable failure = null;
        for (int i = 0; i < taken.size(); i++) {
            try {
                settle(taken.get(i));
            } catch (Throwable e) {
                // Also a checked exception that a codec of another language throws: the others must be settled all the
                // same.
                failure = failure == null ? e : failure;
            }
        }
        taken.clear();
        if (failure != null) {
            throw RemovalBatch.<RuntimeException>unchanged(failure);
        }
    }

    @SuppressWarnings("unchecked") // The cast is not checked, which is what makes it of use.
    private static <E extends Throwable> E unchanged(Throwable failure) throws E {
        throw (E) failure;
    }

    /** Records evictions with the flight recorder. */
    public void record() {
        for (int i = 0; i < toRecord.size(); i++) {
            listeners.recordEviction(toRecord.get(i));
        }
        toRecord.clear();
    }

    private void settle(Left<K, V> left) {
        byte[] shown = left.shown;
        try {
            LargeValueRef outOfLine = left.outOfLine;
            if (outOfLine != null && storage != null && (left.notification != null || isShown(left.reason))) {
                byte[] value = storage.read(outOfLine);
                if (value != null && left.notification != null) {
                    left.notification.complete(value);
                }
                // The caller and the listener may each change theirs.
                shown = isShown(left.reason) && value != null ? value.clone() : null;
            }
        } catch (Throwable e) {
            if (isShown(left.reason)) {
                throw e;
            }
            listeners.failures().log("onRemoval", e);
        } finally {
            if (left.notification != null && left.notification.isPending()) {
                left.notification.discard();
            }
            if (storage != null) {
                storage.release(left.bytes, left.outOfLine);
            }
        }
        if (shown != null && shownTo != null) {
            shownTo.accept(listeners.decoder().value(shown, 0, shown.length));
        }
        if (left.key != null) {
            if (left.reason != RemovalReason.LOST) {
                listeners.observe(left.key, left.reason);
            }
            if (isRecording && left.reason == RemovalReason.EVICTED) {
                toRecord.add(left.key);
            }
        }
    }

    private boolean isShown(RemovalReason reason) {
        return shownTo != null && (reason == RemovalReason.REPLACED || reason == RemovalReason.EXPLICIT);
    }
}
