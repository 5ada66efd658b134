package io.rendercache.internal.notify;

import io.rendercache.internal.lru.RemovalReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thing to notify a listener of. It is the node of its queue too, so that pushing it allocates nothing and cannot
 * fail.
 *
 * <p>Its fields are written by one thread, which pushes it with a volatile compare-and-set; the dispatcher takes it
 * with a volatile exchange, so it sees them. A notification of a value out of line is pushed before that value has been
 * read, and completed or discarded after: {@link #complete} and {@link #discard} release, {@link #state} acquires.
 */
abstract sealed class Notification<K, V> {
    /** About what a notification without bytes takes on the heap. */
    private static final int OVERHEAD_BYTES = 64;

    private static final int PENDING = 0;
    private static final int READY = 1;
    private static final int DISCARDED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Notification.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The notification pushed before this one, and once taken, the one pushed after it. */
    @Nullable
    Notification<K, V> next;

    /** The heap bytes of this notification and of those that were below it when it was pushed. */
    long stackedBytes;

    private int state;

    private Notification(boolean ready) {
        this.state = ready ? READY : PENDING;
    }

    /** Returns about how many bytes it takes on the heap. */
    long heapBytes() {
        return OVERHEAD_BYTES;
    }

    /** Calls the listener. */
    abstract void deliver(EntryDecoder<K, V> decoder, NotificationTarget<K, V> target);

    /** Returns the name of the listener's method, for the log. */
    abstract String callback();

    final boolean isPending() {
        return (int) STATE.getAcquire(this) == PENDING;
    }

    final boolean isDiscarded() {
        return (int) STATE.getAcquire(this) == DISCARDED;
    }

    /** It will not be delivered; those behind it may be. */
    final void discard() {
        STATE.setRelease(this, DISCARDED);
    }

    final void complete() {
        STATE.setRelease(this, READY);
    }

    /** An entry that left, as a copy of its bytes. */
    static final class Removal<K, V> extends Notification<K, V> {
        private final RemovalReason reason;
        private final int keyBytes;

        /** The key, and behind it the value unless that is out of line. */
        private final byte[] entry;

        private final int outOfLineBytes;
        private byte @Nullable [] outOfLine;

        private Removal(byte[] entry, int keyBytes, int outOfLineBytes, boolean isReady, RemovalReason reason) {
            super(isReady);
            this.entry = entry;
            this.keyBytes = keyBytes;
            this.outOfLineBytes = outOfLineBytes;
            this.reason = reason;
        }

        /** Returns the removal of an entry whose value is in its slot. */
        static <K, V> Removal<K, V> ofSlot(byte[] keyAndValue, int keyBytes, RemovalReason reason) {
            return new Removal<>(keyAndValue, keyBytes, 0, true, reason);
        }

        /**
         * Returns that of an entry whose value is out of line, to be {@linkplain #complete(byte[]) completed} once it
         * has been read.
         */
        static <K, V> Removal<K, V> ofOutOfLine(byte[] key, long valueBytes, RemovalReason reason) {
            return new Removal<>(key, key.length, (int) valueBytes, false, reason);
        }

        /** Adds the value that was out of line; from now on the notification can be delivered. */
        void complete(byte[] value) {
            outOfLine = value;
            complete();
        }

        @Override
        long heapBytes() {
            return super.heapBytes() + entry.length + (long) outOfLineBytes;
        }

        @Override
        void deliver(EntryDecoder<K, V> decoder, NotificationTarget<K, V> target) {
            K key = decoder.key(entry, 0, keyBytes);
            byte[] apart = outOfLine;
            V value = apart == null
                    ? decoder.value(entry, keyBytes, entry.length - keyBytes)
                    : decoder.value(apart, 0, apart.length);
            target.removed(key, value, reason);
        }

        @Override
        String callback() {
            return "onRemoval";
        }
    }

    /** A load that failed or a job that ended: nothing is to be decoded. */
    static final class Event<K, V> extends Notification<K, V> {
        private final String callback;
        private final Consumer<NotificationTarget<K, V>> delivery;

        private Event(String callback, Consumer<NotificationTarget<K, V>> delivery) {
            super(true);
            this.callback = callback;
            this.delivery = delivery;
        }

        static <K, V> Event<K, V> loadFailed(K key, Throwable failure) {
            return new Event<>("onLoadFailure", target -> target.loadFailed(key, failure));
        }

        static <K, V> Event<K, V> jobClosed(String jobId, JobCounts counts) {
            return new Event<>("onJobClosed", target -> target.jobClosed(jobId, counts));
        }

        @Override
        void deliver(EntryDecoder<K, V> decoder, NotificationTarget<K, V> target) {
            delivery.accept(target);
        }

        @Override
        String callback() {
            return callback;
        }
    }
}
