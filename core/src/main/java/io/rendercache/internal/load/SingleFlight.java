package io.rendercache.internal.load;

import io.rendercache.internal.lru.WriteGuard;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
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
 * @param <V> values
 */
public final class SingleFlight<V> {
    /** One load in progress. */
    public static final class Load<V> implements WriteGuard {
        private final Thread loader = Thread.currentThread();
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile boolean invalidated;
        private @Nullable V value;
        private boolean failed = true;

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
        while (true) {
            Load<V> mine = new Load<>();
            underWay.incrementAndGet();
            Load<V> first = loads.putIfAbsent(key, mine);
            if (first == null) {
                try {
                    mine.value = loading.run(mine);
                    mine.failed = false;
                    return mine.value;
                } finally {
                    loads.remove(key, mine);
                    underWay.decrementAndGet();
                    mine.done.countDown();
                }
            }
            underWay.decrementAndGet();
            await(first, key);
            if (!first.failed) {
                return first.value;
            }
        }
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

    private static void await(Load<?> load, Object key) {
        Thread me = Thread.currentThread();
        WAITING.put(me, load);
        try {
            // Every waiting thread registers before it looks, so at least one of those that close a circle sees it.
            // That a loader waits counts only while its load is not done: before and after, it waits for others.
            Load<?> next = load;
            while (next != null && next.isUnderWay()) {
                if (next.loader == me) {
                    throw new IllegalStateException("the load of key " + key
                            + " waits for itself; a loader must not ask for a key that is being loaded for it");
                }
                Load<?> after = WAITING.get(next.loader);
                next = next.isUnderWay() ? after : null;
            }
            load.done.await();
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
}
