package io.rendercache.internal.notify;

import io.rendercache.internal.lru.EntryBytes;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.RemovalSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of one cache, from the threads that change it to the {@link NotificationDispatcher}.
 *
 * <h2>Order</h2>
 *
 * A change pushes its notification while it holds what orders the changes of its key: the stripe's lock, the key's
 * load, the job's row in the job table. Pushes are compare-and-sets on one stack, which the dispatcher takes as a whole
 * and reverses. So notifications are delivered in the order of pushes, and those of one key in the order of its
 * changes.
 *
 * <h2>No lost wake-up</h2>
 *
 * A push that finds the stack empty schedules the queue; any other push follows one that has done so, or is about to,
 * and whose notification has not been taken. The dispatcher takes the stack before it looks whether the queue may be
 * put to rest, and does that under the lock that scheduling takes: it finds the later push, or the later push schedules
 * anew. Closing looks at the stack itself: what a thread pushed before it closed may lie on a push of another thread
 * that has not come to schedule.
 *
 * <h2>Bounded memory</h2>
 *
 * Nothing is dropped. Each notification knows the heap bytes of those below it on the stack, so the backlog is two
 * reads. A writer {@linkplain #awaitCapacity waits} before it begins, with no lock held, while the backlog exceeds
 * {@link #MAX_BACKLOG_BYTES}, at most 100 ms. One operation may exceed the bound by what it removes itself.
 *
 * @param <K> keys
 * @param <V> values
 */
final class NotificationQueue<K, V> implements RemovalSink {
    /**
     * The backlog, in heap bytes, above which writers wait: some 5,000 notifications of small entries. Few enough to
     * stay in the processor's caches: a longer backlog is read from memory, and may be delivered more slowly than it
     * grows.
     */
    static final long MAX_BACKLOG_BYTES = 1L << 20;

    static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    /** The most that is delivered before another cache has its turn. */
    private static final int BATCH = 256;

    private static final VarHandle PUSHED;
    private static final VarHandle TAKEN_BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUSHED = lookup.findVarHandle(NotificationQueue.class, "pushed", Notification.class);
            TAKEN_BYTES = lookup.findVarHandle(NotificationQueue.class, "takenBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EntryDecoder<K, V> decoder;
    private final NotificationTarget<K, V> target;
    private final ListenerFailureLog failures;
    private final NotificationDispatcher dispatcher;

    /** The notification pushed last; the others are reached through it. */
    private volatile @Nullable Notification<K, V> pushed;

    /** The first of those that were taken off the stack, in the order of delivery; of the thread that delivers. */
    private @Nullable Notification<K, V> taken;

    /** Heap bytes of what was taken and not delivered; written by the thread that delivers. */
    private long takenBytes;

    /** The queue scheduled after this one; guarded by the dispatcher's lock, as are the two below. */
    @Nullable
    NotificationQueue<?, ?> nextScheduled;

    /** Whether the dispatcher has this queue on its list, or a thread delivers from it. */
    boolean isScheduled;

    /** Whether the dispatcher has counted this queue as closed; it may be scheduled even then. */
    boolean isClosed;

    NotificationQueue(
            EntryDecoder<K, V> decoder,
            NotificationTarget<K, V> target,
            ListenerFailureLog failures,
            NotificationDispatcher dispatcher) {
        this.decoder = decoder;
        this.target = target;
        this.failures = failures;
        this.dispatcher = dispatcher;
    }

    /** Pushes a removal whose value is in its slot. Called with the stripe's lock held. */
    @Override
    public void take(EntryBytes entry, RemovalReason reason) {
        if (reason != RemovalReason.LOST) {
            push(Notification.Removal.ofSlot(entry.keyAndValue(), entry.keyLength(), reason));
        }
    }

    /** Gives a notification its place in the order; never blocks and allocates nothing. */
    void push(Notification<K, V> notification) {
        long bytes = notification.heapBytes();
        Notification<K, V> below;
        do {
            below = pushed;
            notification.next = below;
            notification.stackedBytes = below == null ? bytes : below.stackedBytes + bytes;
        } while (!PUSHED.compareAndSet(this, below, notification));
        if (below == null) {
            dispatcher.schedule(this);
        }
    }

    /**
     * Waits while the backlog is over its bound, at most 100 ms. To be called before an operation, with no lock held.
     */
    void awaitCapacity() {
        if (backlogBytes() > MAX_BACKLOG_BYTES) {
            pauseWhileOverBound();
        }
    }

    /** Returns the heap bytes of what has not been delivered, about. */
    long backlogBytes() {
        Notification<K, V> last = pushed;
        return (last == null ? 0 : last.stackedBytes) + (long) TAKEN_BYTES.getOpaque(this);
    }

    private void pauseWhileOverBound() {
        // A listener's own writes must not wait for the thread that they run in.
        if (dispatcher.isDelivering(this)) {
            return;
        }
        dispatcher.schedule(this);
        boolean interrupted = false;
        long start = System.nanoTime();
        long pauseNanos = FIRST_PAUSE_NANOS;
        long leftNanos = MAX_WAIT_NANOS;
        while (leftNanos > 0 && backlogBytes() > MAX_BACKLOG_BYTES) {
            // An interrupt would end each pause at once; it is kept for the caller.
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(this, Math.min(pauseNanos, leftNanos));
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            leftNanos = MAX_WAIT_NANOS - (System.nanoTime() - start);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns whether there is something to deliver, now or once it is complete. For the thread that delivers; for
     * others with the dispatcher's lock held while the queue is not scheduled.
     */
    boolean hasWork() {
        return taken != null || pushed != null;
    }

    /** Returns whether everything that was pushed has been delivered. */
    boolean isIdle() {
        return dispatcher.isAtRest(this);
    }

    /** Delivers a batch, up to one that is not complete; returns whether it delivered any. For one thread at a time. */
    boolean deliverBatch() {
        int delivered = 0;
        while (delivered < BATCH) {
            if (taken == null) {
                takePushed();
            }
            Notification<K, V> first = taken;
            if (first == null || first.isPending()) {
                break;
            }
            taken = first.next;
            deliver(first);
            TAKEN_BYTES.setOpaque(this, takenBytes - first.heapBytes());
            delivered++;
        }
        return delivered > 0;
    }

    @SuppressWarnings("unchecked") // Only notifications of these types are pushed.
    private void takePushed() {
        Notification<K, V> last = (Notification<K, V>) PUSHED.getAndSet(this, null);
        if (last == null) {
            return;
        }
        TAKEN_BYTES.setOpaque(this, takenBytes + last.stackedBytes);
        Notification<K, V> first = null;
        for (Notification<K, V> each = last; each != null; ) {
            Notification<K, V> below = each.next;
            each.next = first;
            first = each;
            each = below;
        }
        taken = first;
    }

    private void deliver(Notification<K, V> notification) {
        if (notification.isDiscarded()) {
            return;
        }
        try {
            notification.deliver(decoder, target);
        } catch (Throwable e) {
            // Also a key or value that its codec cannot read: that concerns this notification and nobody's operation.
            log(notification, e);
        } finally {
            // A listener that leaves its thread interrupted must not interrupt the next call, which may be another
            // cache's.
            Thread.interrupted();
        }
    }

    private void log(Notification<K, V> notification, Throwable thrown) {
        try {
            failures.log(notification.callback(), thrown);
        } catch (Throwable e) {
            // There is no memory to say it with, or the log has failed: the next notification must still go out.
        }
    }

    /** Delivers the rest, waiting at most this long; see {@link NotificationDispatcher#close}. */
    void close(long timeoutNanos) {
        if (!dispatcher.close(this, timeoutNanos)) {
            failures.logUndelivered(TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
        }
    }
}
