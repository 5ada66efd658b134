package io.rendercache;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells a cache's listener what has happened, in order for each key, by threads that hold no lock of the cache.
 *
 * <h2>Why in order</h2>
 *
 * A change {@linkplain #announce announces} itself while it holds what makes changes of its key follow one another: the
 * stripe's lock, the key's flight, the job's place in the table. It then stands in the lane that the key chooses, behind all
 * earlier changes of that key. What there is to tell is known only later, when the locks are released and a large value has
 * been read; until then the notice is not ready. A notice is taken from the head of its lane only, with the lane's lock held,
 * once it is ready, and is told before the lock is released. So a lane is told one notice after the other, in the order
 * of changes, and the lock orders the listener's own memory too.
 *
 * <h2>Why nothing is lost</h2>
 *
 * Who makes a notice ready then looks at its lane: if the head is ready and the lock free, it tells. If it finds the lock
 * held, the holder will look once more after it has released it. Making ready, trying the lock, releasing it and looking are
 * all volatile accesses: either this thread finds the lock free, or the holder's last look finds the notice ready. If the
 * head is another's and not ready yet, that one looks when it is. Every operation makes all of its notices ready, or withdraws
 * them, in {@code finally} blocks that allocate nothing: a thread that dies of whatever an operation throws leaves no
 * head that never becomes ready. A listener's exception ends with its notice. To deliver does allocate: what is ready and was
 * not delivered, the heap being full, is told by whoever next delivers in that lane.
 *
 * <h2>Why nothing is told twice</h2>
 *
 * A notice is looked at, taken out and told with its lane's lock held, and put in once.
 *
 * <h2>Who waits</h2>
 *
 * Nobody waits for another thread's listener, so a listener may wait for other threads, and a single thread has told
 * all it did when its operation returns. But where changes come faster than they are told, notices and their values pile
 * up: who finds more than {@link #MOST_WAITING} in a lane of its own waits for it before it returns; not for ever, for the
 * listener may wait for a lock that this thread's caller holds. And a thread that has told that many in one operation leaves
 * the rest to the next that adds to the lane, which then waits for it likewise: else it might tell for others for ever.
 *
 * <p>A thread that is inside the listener, or loads or writes a value, has a {@link Turn}: what it causes meanwhile is told when that
 * is over, for the listener must neither be entered twice, nor ask for a key whose load it is part of or wait for a thread that
 * does. So a load that changes the cache holds on to what it changed, however much that is.
 */
final class Announcements<K, V> {
    /** As many as a long has bits: sets of lanes are longs. */
    static final int LANES = Long.SIZE;

    /** What may wait in a lane before those who add to it wait: notices, each counted once and once more for each KiB. */
    static final int MOST_WAITING = 1_024;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BYTES_LIKE_A_NOTICE = 1_024;

    /** Something to be told, in its place among the others. */
    abstract static class Notice<K, V> {
        private volatile boolean settled;
        private boolean withdrawn;
        private long lane;
        private long weight;

        /** Tells; whatever is thrown is logged. */
        abstract void tell(CacheListener<? super K, ? super V> listener);

        /** What the listener's method is called, for the log. */
        abstract String calling();

        /** From now on it can be told. Returns the lane, to be delivered. */
        final long ready() {
            settled = true;
            return lane;
        }

        /** It will not be told. Returns the lane, to be delivered: others may wait behind. */
        final long withdraw() {
            withdrawn = true;
            return ready();
        }
    }

    private static final class Lane<K, V> {
        private final Queue<Notice<K, V>> notices = new ConcurrentLinkedQueue<>();
        private final ReentrantLock telling = new ReentrantLock();
        private final AtomicLong weight = new AtomicLong();
        private volatile boolean tellerIsTired;

        @Nullable
        Notice<K, V> readyHead() {
            Notice<K, V> head = notices.peek();
            return head != null && head.settled ? head : null;
        }

        boolean isToBeWaitedFor() {
            return weight.get() > MOST_WAITING || tellerIsTired;
        }
    }

    /** What a thread has to deliver when it is done with the listener, a load or a write. */
    static final class Turn {
        private long lanes;
        private long patienceNanos = PATIENCE_NANOS;
        private long told;
    }

    private final CacheListener<? super K, ? super V> listener;
    private final ListenerFailures failures;
    private final Lane<K, V>[] lanes;
    private final ConcurrentMap<Thread, Turn> turns = new ConcurrentHashMap<>();

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic class.
    Announcements(CacheListener<? super K, ? super V> listener, ListenerFailures failures) {
        this.listener = listener;
        this.failures = failures;
        this.lanes = new Lane[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane<>();
        }
    }

    /**
     * Gives a notice its place, which is kept until it is ready or withdrawn.
     *
     * @param order equal for equal keys
     * @param bytes about what it holds on the heap
     */
    void announce(Notice<K, V> notice, int order, long bytes) {
        int number = (order ^ order >>> 16 ^ order >>> 8) & LANES - 1;
        notice.lane = 1L << number;
        notice.weight = 1 + bytes / BYTES_LIKE_A_NOTICE;
        Lane<K, V> lane = lanes[number];
        lane.notices.add(notice);
        lane.weight.addAndGet(notice.weight);
    }

    /** Begins a load or a write: what this thread causes is told when it ends. Returns {@code null} if this thread has a turn already. */
    @Nullable
    Turn begin() {
        Turn turn = new Turn();
        return turns.putIfAbsent(Thread.currentThread(), turn) == null ? turn : null;
    }

    /** Ends what {@link #begin} has begun, and tells. */
    void end(@Nullable Turn turn) {
        if (turn == null) {
            return;
        }
        try {
            while (turn.lanes != 0) {
                long lane = Long.lowestOneBit(turn.lanes);
                turn.lanes ^= lane;
                deliver(lane, turn);
            }
        } finally {
            turns.remove(Thread.currentThread());
        }
    }

    /** Tells what is ready in these lanes, or leaves it to the thread that does, or to the end of this thread's turn. */
    void deliver(long lanesToTell) {
        if (lanesToTell == 0) {
            return;
        }
        Turn outer = turns.get(Thread.currentThread());
        if (outer == null) {
            Turn turn = new Turn();
            turns.put(Thread.currentThread(), turn);
            turn.lanes = lanesToTell;
            end(turn);
            return;
        }
        outer.lanes |= lanesToTell;
    }

    /** Whether nothing waits to be told and no thread has a turn. For a cache at rest, in tests. */
    boolean isAtRest() {
        return turns.isEmpty()
                && Arrays.stream(lanes).allMatch(lane -> lane.notices.isEmpty() && lane.weight.get() == 0);
    }

    private void deliver(long laneBit, Turn turn) {
        Lane<K, V> lane = lane(laneBit);
        tellReady(lane, turn);
        if (lane.isToBeWaitedFor() && turn.patienceNanos > 0 && lane.telling.isLocked()) {
            long start = System.nanoTime();
            if (tryLock(lane, turn.patienceNanos)) {
                try {
                    tellLocked(lane, turn);
                } finally {
                    lane.telling.unlock();
                }
            }
            turn.patienceNanos -= System.nanoTime() - start;
            // Who saw this thread wait may have left the rest to it.
            tellReady(lane, turn);
        }
    }

    private Lane<K, V> lane(long bits) {
        return lanes[Long.numberOfTrailingZeros(bits)];
    }

    private void tellReady(Lane<K, V> lane, Turn turn) {
        while (lane.readyHead() != null && lane.telling.tryLock()) {
            boolean enough;
            try {
                enough = tellLocked(lane, turn);
            } finally {
                lane.telling.unlock();
            }
            // Asked again, now that it is released: who has given up waiting since looks for itself.
            if (enough && lane.telling.hasQueuedThreads()) {
                return;
            }
        }
    }

    /** Tells from the head; returns whether it stopped because others wait to do so. */
    private boolean tellLocked(Lane<K, V> lane, Turn turn) {
        while (true) {
            lane.tellerIsTired = turn.told >= MOST_WAITING;
            if (lane.tellerIsTired && lane.telling.hasQueuedThreads()) {
                return true;
            }
            Notice<K, V> head = lane.readyHead();
            if (head == null) {
                return false;
            }
            lane.notices.remove();
            lane.weight.addAndGet(-head.weight);
            if (!head.withdrawn) {
                tell(head);
            }
            turn.told++;
        }
    }

    private void tell(Notice<K, V> notice) {
        try {
            notice.tell(listener);
        } catch (Throwable e) {
            failures.log(notice.calling(), e);
        }
    }

    private static boolean tryLock(Lane<?, ?> lane, long nanos) {
        try {
            return lane.telling.tryLock(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
