package io.rendercache.internal.notify;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the notifications of all caches in one daemon thread, which starts with the first cache that has a listener
 * and ends with the last.
 *
 * <h2>Who delivers</h2>
 *
 * Queues with something to deliver are on a list, each at most once. The <em>leader</em> takes the first, delivers a
 * batch and puts it at the end if there is more. With nothing on the list it polls for some milliseconds, with growing
 * pauses, so that writers under load need not wake it; then it parks, and the next push wakes it.
 *
 * <h2>A listener that blocks</h2>
 *
 * must slow its own cache's writers and nobody else's. So while there are two or more queues to deliver from, a second
 * thread stands by. If the leader has been in one batch for {@link #STANDBY_NANOS} and another queue waits, the standby
 * becomes the leader; the thread that it replaced keeps the queue it is in until that is empty, and ends. A queue is
 * thus delivered from by one thread at a time. A queue that is closed while its listener blocks counts until it is at
 * rest, for the leader may still be inside it.
 *
 * <h2>What it keeps alive</h2>
 *
 * Threads have no context class loader, and there are none unless a cache with a listener is open or has something
 * left; a queue is referred to only while it has something to deliver. All fields are guarded by {@code lock}, under
 * which nothing is called but {@code Thread.start} and {@code unpark}: a writer may hold a stripe's lock when it
 * schedules.
 *
 * <h2>A writer out of stack</h2>
 *
 * A stack overflow in a writer's thread may end {@link #schedule} between any two calls. Each step is therefore written
 * so that what was not reached can be repeated: linked before marked, unparked before noted. A writer that finds the
 * backlog over its bound schedules again.
 */
final class NotificationDispatcher {
    static final NotificationDispatcher SHARED = new NotificationDispatcher();

    /** How long the leader may stay in one batch while another queue waits. */
    private static final long STANDBY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    /** How long the leader polls before it parks. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Not private, so that a test can keep a writer between its push and its call of {@link #schedule}. */
    final Object lock = new Object();

    private @Nullable NotificationQueue<?, ?> first;
    private @Nullable NotificationQueue<?, ?> last;
    private @Nullable DeliveryThread leader;
    private @Nullable DeliveryThread standby;
    private int openQueues;

    /** Closed queues that have something left, or whose listener has not returned. */
    private int closedBusyQueues;

    /** Counts the batches begun and ended, so that the standby sees that the leader has not moved. */
    private long moves;

    /** A thread that delivers, or stands by. Its fields are guarded by {@code lock}. */
    private final class DeliveryThread extends Thread {
        private boolean isParked;
        private @Nullable NotificationQueue<?, ?> current;

        DeliveryThread(String name) {
            super(null, null, name, 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            while (true) {
                try {
                    if (current != null || isLeader() || standBy(this)) {
                        lead(this);
                    }
                    return;
                } catch (Throwable e) {
                    // For want of memory most likely, which may come back. Nobody else would deliver what is left.
                    parkNanos(LONGEST_PAUSE_NANOS);
                }
            }
        }

        private boolean isLeader() {
            synchronized (lock) {
                return leader == this;
            }
        }
    }

    /** Counts a queue among the open ones, and starts the leader with the first. */
    void open() {
        synchronized (lock) {
            openQueues++;
            boolean started = false;
            try {
                if (leader == null) {
                    startLeader();
                }
                started = true;
            } finally {
                if (!started) {
                    openQueues--;
                }
            }
        }
    }

    /** Puts a queue on the list, unless it is there or being delivered from; wakes the leader if it is parked. */
    void schedule(NotificationQueue<?, ?> queue) {
        synchronized (lock) {
            if (!queue.isScheduled) {
                enqueue(queue);
            }
            ensureDelivery();
        }
    }

    /**
     * Counts a queue as closed, and waits until everything that was pushed onto it has been delivered. Does not wait in
     * the thread that delivers from it: what is left is delivered when the listener has returned. An interrupt is kept
     * and does not end the wait. Called again, it waits again.
     *
     * @return false if the time has passed before
     */
    boolean close(NotificationQueue<?, ?> queue, long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        return Uninterruptibly.call(() -> closeUntil(deadline, queue));
    }

    private boolean closeUntil(long deadline, NotificationQueue<?, ?> queue) throws InterruptedException {
        synchronized (lock) {
            if (!queue.isScheduled && queue.hasWork()) {
                // Pushed by a thread that has not come to schedule it; notifications of others may be on top.
                enqueue(queue);
                ensureDelivery();
            }
            if (!queue.isClosed) {
                queue.isClosed = true;
                openQueues--;
                closedBusyQueues += queue.isScheduled ? 1 : 0;
                wake(leader);
                wake(standby);
            }
            while (queue.isScheduled && !isDelivering(queue)) {
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, Math.max(leftNanos, 1_000_000));
            }
            return true;
        }
    }

    /** Returns whether a queue has nothing to deliver and nothing is being delivered from it. */
    boolean isAtRest(NotificationQueue<?, ?> queue) {
        synchronized (lock) {
            return !queue.isScheduled && !queue.hasWork();
        }
    }

    /** Returns whether any thread of the dispatcher leads or stands by; one that was replaced does not count. */
    boolean hasThreads() {
        synchronized (lock) {
            return leader != null || standby != null;
        }
    }

    /** Returns whether the current thread delivers from a queue, so that it is inside that queue's listener. */
    boolean isDelivering(NotificationQueue<?, ?> queue) {
        // A thread's own field, which no other writes.
        return Thread.currentThread() instanceof DeliveryThread thread && thread.current == queue;
    }

    private void lead(DeliveryThread me) {
        long pauseNanos = FIRST_PAUSE_NANOS;
        long idleSince = System.nanoTime();
        while (true) {
            NotificationQueue<?, ?> queue = me.current == null ? next(me) : me.current;
            boolean delivered = queue != null && queue.deliverBatch();
            if (queue != null && !release(me, queue)) {
                finish(me, queue);
                return;
            }
            if (delivered) {
                pauseNanos = FIRST_PAUSE_NANOS;
                idleSince = System.nanoTime();
            } else if (queue == null && System.nanoTime() - idleSince > POLL_NANOS) {
                if (!parkUntilScheduled(me)) {
                    return;
                }
                pauseNanos = FIRST_PAUSE_NANOS;
                idleSince = System.nanoTime();
            } else {
                parkNanos(pauseNanos);
                pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            }
        }
    }

    /** Takes the first queue off the list, for this thread; sees to it that a standby watches while it delivers. */
    private @Nullable NotificationQueue<?, ?> next(DeliveryThread me) {
        synchronized (lock) {
            NotificationQueue<?, ?> queue = first;
            if (queue == null) {
                return null;
            }
            first = queue.nextScheduled;
            queue.nextScheduled = null;
            if (first == null) {
                last = null;
            }
            me.current = queue;
            moves++;
            ensureStandby();
            return queue;
        }
    }

    /**
     * Puts a queue back or to rest after a batch; returns false if this thread was replaced meanwhile and must keep it.
     */
    private boolean release(DeliveryThread me, NotificationQueue<?, ?> queue) {
        synchronized (lock) {
            moves++;
            if (leader != me) {
                return false;
            }
            me.current = null;
            if (queue.hasWork()) {
                append(queue);
            } else {
                rest(queue);
            }
            return true;
        }
    }

    /** Delivers from the one queue that a replaced thread was in, until it is empty. */
    private void finish(DeliveryThread me, NotificationQueue<?, ?> queue) {
        while (true) {
            synchronized (lock) {
                if (!queue.hasWork()) {
                    me.current = null;
                    rest(queue);
                    return;
                }
            }
            if (!queue.deliverBatch()) {
                parkNanos(LONGEST_PAUSE_NANOS);
            }
        }
    }

    /**
     * Parks until a queue is scheduled; returns false if no cache is left to deliver for, and this thread is to end.
     */
    private boolean parkUntilScheduled(DeliveryThread me) {
        while (true) {
            synchronized (lock) {
                if (first != null) {
                    me.isParked = false;
                    return true;
                }
                if (openQueues == 0) {
                    leader = null;
                    wake(standby);
                    return false;
                }
                me.isParked = true;
            }
            // Else an interrupt from outside would keep it from parking ever again.
            Thread.interrupted();
            LockSupport.park(this);
        }
    }

    /** Watches the leader; returns true if this thread has become it, false if there is nothing left to watch. */
    private boolean standBy(DeliveryThread me) {
        long seen = -1;
        while (true) {
            boolean leaderIsParked;
            synchronized (lock) {
                if (!needsStandby() || leader == null) {
                    standby = null;
                    return false;
                }
                if (leader.current != null && first != null && moves == seen) {
                    leader = me;
                    standby = null;
                    me.isParked = false;
                    return true;
                }
                seen = moves;
                leaderIsParked = leader.isParked;
                me.isParked = leaderIsParked;
            }
            if (leaderIsParked) {
                Thread.interrupted();
                LockSupport.park(this);
            } else {
                parkNanos(STANDBY_NANOS);
            }
        }
    }

    private void parkNanos(long nanos) {
        // An interrupt from outside would end each pause at once.
        Thread.interrupted();
        LockSupport.parkNanos(this, nanos);
    }

    /** Sees to it that a queue on the list is delivered from, now that it has been put there. */
    private void ensureDelivery() {
        if (leader != null) {
            wake(leader);
            // It may be in a listener that will not return, entered when it was the only one.
            ensureStandby();
            return;
        }
        // The last cache has been closed, and something happened in it nevertheless: a job ended, an operation was
        // under way.
        try {
            startLeader();
        } catch (Throwable e) {
            // Nor must that operation fail for want of a thread: the next queue that is scheduled or opened tries
            // again.
        }
    }

    private void startLeader() {
        boolean started = false;
        try {
            DeliveryThread thread = new DeliveryThread("rendercache-notifications");
            leader = thread;
            thread.start();
            started = true;
        } finally {
            if (!started) {
                leader = null;
            }
        }
    }

    private boolean needsStandby() {
        return openQueues + closedBusyQueues > 1;
    }

    private void ensureStandby() {
        DeliveryThread present = standby;
        if (present != null) {
            wake(present);
        } else if (needsStandby()) {
            try {
                DeliveryThread thread = new DeliveryThread("rendercache-notifications-standby");
                standby = thread;
                thread.start();
            } catch (Throwable e) {
                // Without a thread to spare notifications still go out; the next batch or push tries again.
                standby = null;
            }
        }
    }

    private void enqueue(NotificationQueue<?, ?> queue) {
        append(queue);
        queue.isScheduled = true;
        closedBusyQueues += queue.isClosed ? 1 : 0;
    }

    private void append(NotificationQueue<?, ?> queue) {
        if (last == null) {
            first = queue;
        } else {
            last.nextScheduled = queue;
        }
        last = queue;
    }

    private void rest(NotificationQueue<?, ?> queue) {
        queue.isScheduled = false;
        if (queue.isClosed) {
            closedBusyQueues--;
            wake(leader);
            wake(standby);
            // Only the closing threads wait for this lock's notification.
            lock.notifyAll();
        }
    }

    private void wake(@Nullable DeliveryThread thread) {
        if (thread != null && thread.isParked) {
            LockSupport.unpark(thread);
            thread.isParked = false;
        }
    }
}
