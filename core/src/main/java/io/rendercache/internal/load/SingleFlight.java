package io.rendercache.internal.load;

import io.rendercache.internal.concurrent.StackReserve;
import io.rendercache.internal.lru.WriteGuard;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that at most one load runs for each key at a time, whose answer all concurrent callers get.
 *
 * <p>An exception of a load is thrown to its own caller only; the waiting threads try for themselves, one at a time, so
 * each exception is thrown in the thread whose loader threw it. A thread that would wait for itself, directly or
 * through loads of other threads, gets an {@link IllegalStateException} instead.
 *
 * <p>Waiting is interruptible, because it may never end: a loader that waits by other means than a load, for a future,
 * a lock or a queue, for a thread that asks for the same key waits for itself, which is not detected.
 *
 * <p>A load that is invalidated, by a removal or a newer value, is removed from the map: it still answers the threads
 * that wait for it, but it must not be cached, and later callers load again.
 *
 * <h2>That every load ends</h2>
 *
 * A load that was registered and never ended would let all that ask for its key wait for ever. It is ended in a {@code
 * finally} block, which an error may cut short in turn:
 *
 * <ul>
 *   <li>A {@link StackOverflowError}: {@link StackReserve} throws it before anything is registered, unless there is
 *       more stack than the end of a load takes; and that much is there again when the loader has returned or thrown.
 *   <li>A {@link ThreadDeath} can come at any instruction, in a {@code finally} block too. So each step of the end is
 *       tried whatever became of the one before, and two frames, one around the other, do all of them: each step can be
 *       repeated, also concurrently. The count of loads is decremented by whoever clears {@link Load#isCounted}. If an
 *       error comes between the two, the count stays too high, which makes writes look for a load that is not there; it
 *       is never too low.
 *   <li>Should all this fail, a waiting thread finds out: from time to time it looks whether the loading thread has
 *       ended, or has no frame of this class on its stack, and then ends the load in its place and tries for itself. As
 *       long as the loading thread is inside another load, this is not seen. A thread that finds a load in the map that
 *       has ended removes it and tries again.
 * </ul>
 *
 * <p>{@link #WAITING} is kept likewise. An entry left in it is overwritten when its thread waits again.
 *
 * @param <V> values
 */
public final class SingleFlight<V> {
    /** One load in progress. */
    public static final class Load<V> implements WriteGuard {
        private final Thread loader = Thread.currentThread();
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicBoolean isCounted = new AtomicBoolean();
        private volatile boolean invalidated;
        private @Nullable V value;

        /** Written after the value, and volatile, because another thread may end the load. */
        private volatile boolean failed = true;

        /** Whether this thread has nothing left to do for the end of the load; of the loading thread. */
        private boolean isEnded;

        private boolean isUnderWay() {
            return done.getCount() != 0;
        }

        /** Returns whether the load has not been invalidated, so that its result may be cached. */
        @Override
        public boolean isCurrent() {
            return !invalidated;
        }
    }

    /** The action of the thread that loads. */
    @FunctionalInterface
    public interface Loading<V> {
        /** Returns the value; {@code load} says whether it may be cached. */
        @Nullable
        V run(Load<V> load);
    }

    private static final long FIRST_LOOK_MILLIS = 100;
    private static final long LONGEST_LOOK_MILLIS = 10_000;

    /** Which load each waiting thread waits for; over all caches, because a circle may involve several. */
    private static final ConcurrentMap<Thread, Load<?>> WAITING = new ConcurrentHashMap<>();

    private final ConcurrentMap<Object, Load<V>> loads = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Returns the result of {@code loading}, run by this thread or by the one that came first.
     *
     * @throws IllegalStateException if this thread would wait for a load that waits for it
     * @throws LoadInterruptedException if this thread is interrupted while it waits; its interrupt status is set
     */
    public @Nullable V run(Object key, Loading<V> loading) {
        StackReserve.require();
        while (true) {
            Load<V> mine = new Load<>();
            Load<V> first;
            try {
                first = load(key, mine, loading);
            } finally {
                if (!mine.isEnded) {
                    end(key, mine);
                }
            }
            if (first == null) {
                return mine.value;
            }
            if (!first.isUnderWay()) {
                // Ended since it was found, or left in the map by an error.
                end(key, first);
                continue;
            }
            try {
                await(first, key);
            } finally {
                WAITING.remove(Thread.currentThread());
            }
            if (!first.failed) {
                return first.value;
            }
        }
    }

    /** Returns the load of another thread, or {@code null} when this thread has loaded. */
    private @Nullable Load<V> load(Object key, Load<V> mine, Loading<V> loading) {
        try {
            begin(mine);
            Load<V> first = loads.putIfAbsent(key, mine);
            if (first == null) {
                mine.value = loading.run(mine);
                mine.failed = false;
            }
            return first;
        } finally {
            end(key, mine);
            mine.isEnded = true;
        }
    }

    /** Counts a load; before it is registered, so that no write takes the absence of loads for granted meanwhile. */
    private void begin(Load<V> load) {
        underWay.incrementAndGet();
        load.isCounted.set(true);
    }

    /** Ends a load, by the thread that runs it or in its place. Idempotent. */
    private void end(Object key, Load<V> load) {
        try {
            loads.remove(key, load);
        } finally {
            try {
                if (load.isCounted.compareAndSet(true, false)) {
                    underWay.decrementAndGet();
                }
            } finally {
                load.done.countDown();
            }
        }
    }

    /** Registers a load of the calling thread that nobody will end, for tests. */
    void leak(Object key) {
        Load<V> load = new Load<>();
        begin(load);
        loads.put(key, load);
    }

    /** Invalidates a key's load if there is one. */
    public void invalidate(Object key) {
        Load<V> load = loads.get(key);
        if (load != null) {
            load.invalidated = true;
            loads.remove(key, load);
        }
    }

    /** Invalidates all loads. */
    public void invalidateAll() {
        loads.forEach((key, load) -> {
            load.invalidated = true;
            loads.remove(key, load);
        });
    }

    /** Returns whether no load is in progress; reads one field. */
    public boolean isIdle() {
        return underWay.get() == 0;
    }

    private void await(Load<V> load, Object key) {
        Thread me = Thread.currentThread();
        WAITING.put(me, load);
        try {
            // Every waiting thread registers before it looks, so at least one of those that close a circle sees it.
            // That a loader waits counts only while its load is not done: before and after, it waits for others.
            Load<?> next = load;
            while (next != null && next.isUnderWay()) {
                if (next.loader == me) {
                    if (next == load && isAbandoned(load)) {
                        end(key, load);
                        return;
                    }
                    throw new IllegalStateException("the load of key " + key
                            + " waits for itself; a loader must not ask for a key that is being loaded for it");
                }
                Load<?> after = WAITING.get(next.loader);
                next = next.isUnderWay() ? after : null;
            }
            long patience = FIRST_LOOK_MILLIS;
            while (!load.done.await(patience, TimeUnit.MILLISECONDS)) {
                if (isAbandoned(load)) {
                    end(key, load);
                }
                patience = Math.min(2 * patience, LONGEST_LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            me.interrupt();
            // The latch does not check whether it is open if the thread was interrupted before.
            if (load.isUnderWay()) {
                throw new LoadInterruptedException(
                        "interrupted while waiting for the load of key " + key + " in thread " + load.loader.getName(),
                        e);
            }
        } finally {
            WAITING.remove(me);
        }
    }

    /** Returns whether the loading thread has left the load without ending it. */
    private static boolean isAbandoned(Load<?> load) {
        Thread loader = load.loader;
        if (!loader.isAlive()) {
            return load.isUnderWay();
        }
        StackTraceElement[] stack = loader.getStackTrace();
        int frame = 0;
        if (loader == Thread.currentThread()) {
            // Those of this call are not meant.
            while (frame < stack.length && !isOurs(stack[frame])) {
                frame++;
            }
            while (frame < stack.length && isOurs(stack[frame])) {
                frame++;
            }
        } else if (stack.length == 0) {
            return false;
        }
        for (; frame < stack.length; frame++) {
            if (isOurs(stack[frame])) {
                return false;
            }
        }
        return load.isUnderWay();
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().equals(SingleFlight.class.getName());
    }
}
