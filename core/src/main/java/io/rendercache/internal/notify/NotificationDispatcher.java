package io.rendercache.internal.notify;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the notifications of all caches in one daemon thread, which starts with the first cache that has a listener and ends with
 * the last.
 *
 * <h2>Who delivers</h2>
 *
 * Queues with something to deliver are on a list, each at most once. The <em>leader</em> takes the first, delivers a batch and
 * puts it at the end if there is more. With nothing on the list it polls for some milliseconds, with growing pauses, so that writers under load
 * need not wake it; then it parks, and the next push wakes it.
 *
 * <h2>A listener that blocks</h2>
 *
 * must slow its own cache's writers and nobody else's. So while two or more caches have listeners, a second thread stands by. If
 * the leader has been in one batch for {@link #STANDBY_NANOS} and another queue waits, the standby becomes the leader; the thread that it replaced
 * keeps the queue it is in until that is empty, and ends. A queue is thus delivered from by one thread at a time.
 *
 * <h2>What it keeps alive</h2>
 *
 * Threads have no context class loader, and there are none unless a cache with a listener is open; a queue is referred to only while
 * it has something to deliver. All fields are guarded by {@code lock}, under which nothing is called but {@code
 * Thread.start} and {@code unpark}: a writer may hold a stripe's lock when it schedules.
 */
final class NotificationDispatcher {
    static final NotificationDispatcher SHARED = new NotificationDispatcher();

    private static final long STANDBY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    /** How long the leader polls before it parks. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Object lock = new Object();
    private @Nullable NotificationQueue<?, ?> first;
    private @Nullable NotificationQueue<?, ?> last;
    private @Nullable DeliveryThread leader;
    private @Nullable DeliveryThread standby;
    private int openQueues;
    private int closers;

    /** Counts the batches begun and ended, so that the standby sees that the leader has not moved. */
    private long moves;

    /** A thread that delivers, or stands by. Its fields are guarded by {@code lock}. */
    private final class DeliveryThread extends Thread {
        private boolean isParked;
        private boolean isReplaced;
        private @Nullable NotificationQueue<?, ?> current;

        DeliveryThread(String name) {
            super(null, null, name, 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            if (isLeader() || standBy(this)) {
                lead(this);
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
            if (leader == null) {
                leader = new DeliveryThread("rendercache-notifications");
                boolean started = false;
                try {
                    leader.start();
                    started = true;
                } finally {
                    if (!started) {
                        leader = null;
                        openQueues--;
                    }
                }
            }
        }
    }

    /** Puts a queue on the list, unless it is there or being delivered from; wakes the leader if it is parked. */
    void schedule(NotificationQueue<?, ?> queue) {
        synchronized (lock) {
            if (!queue.isScheduled) {
                queue.isScheduled = true;
                append(queue);
                wakeLeader();
            }
        }
    }

    /**
     * Waits until everything that was pushed onto a queue has been delivered, and counts it as closed. Does not wait in the thread that
     * delivers from it: what is left is delivered when the listener has returned. An interrupt is kept and does not end the wait.
     *
     * @return false if the time has passed before
     */
    boolean close(NotificationQueue<?, ?> queue, long timeoutNanos) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + timeoutNanos;
        try {
            synchronized (lock) {
                boolean isOwn = Thread.currentThread() instanceof DeliveryThread thread && thread.current == queue;
                closers++;
                try {
                    while (queue.isScheduled && !isOwn) {
                        long leftNanos = deadline - System.nanoTime();
                        if (leftNanos <= 0) {
                            return false;
                        }
                        try {
                            TimeUnit.NANOSECONDS.timedWait(lock, Math.max(leftNanos, 1_000_000));
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                    return true;
                } finally {
                    closers--;
                    openQueues--;
                    wakeLeader();
                    wake(standby);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether a queue has nothing to deliver. */
    boolean isAtRest(NotificationQueue<?, ?> queue) {
        synchronized (lock) {
            return !queue.isScheduled;
        }
    }

    /** Returns whether this is a thread of the dispatcher. */
    boolean isDeliveryThread(Thread thread) {
        return thread instanceof DeliveryThread;
    }

    private void lead(DeliveryThread me) {
        long pauseNanos = FIRST_PAUSE_NANOS;
        long idleSince = System.nanoTime();
        while (true) {
            NotificationQueue<?, ?> queue = next(me);
            boolean delivered = queue != null && queue.deliverBatch();
            if (queue != null && !release(me, queue)) {
                finish(me, queue);
                return;
            }
            // A listener may leave its thread interrupted, and then no pause would last.
            Thread.interrupted();
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
                LockSupport.parkNanos(this, pauseNanos);
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
            if (openQueues > 1) {
                ensureStandby();
            }
            return queue;
        }
    }

    /** Puts a queue back or to rest after a batch; returns false if this thread was replaced meanwhile and must keep it. */
    private boolean release(DeliveryThread me, NotificationQueue<?, ?> queue) {
        synchronized (lock) {
            moves++;
            if (me.isReplaced) {
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
                LockSupport.parkNanos(this, LONGEST_PAUSE_NANOS);
            }
        }
    }

    /** Parks until a queue is scheduled; returns false if no cache is left to deliver for, and this thread is to end. */
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
            LockSupport.park(this);
        }
    }

    /** Watches the leader; returns true if this thread has become it, false if there is nothing left to watch. */
    private boolean standBy(DeliveryThread me) {
        long seen = -1;
        while (true) {
            boolean leaderIsParked;
            synchronized (lock) {
                if (openQueues < 2 || leader == null) {
                    standby = null;
                    return false;
                }
                if (leader.current != null && first != null && moves == seen) {
                    leader.isReplaced = true;
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
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, STANDBY_NANOS);
            }
        }
    }

    private void ensureStandby() {
        DeliveryThread present = standby;
        if (present != null) {
            wake(present);
            return;
        }
        DeliveryThread started = new DeliveryThread("rendercache-notifications-standby");
        standby = started;
        try {
            started.start();
        } catch (Throwable e) {
            // Without a thread to spare notifications still go out; the next batch tries again.
            standby = null;
        }
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
        if (closers > 0) {
            lock.notifyAll();
        }
    }

    private void wakeLeader() {
        wake(leader);
    }

    private void wake(@Nullable DeliveryThread thread) {
        if (thread != null && thread.isParked) {
            thread.isParked = false;
            LockSupport.unpark(thread);
        }
    }
}
