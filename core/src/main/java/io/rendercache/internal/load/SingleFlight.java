package io.rendercache.internal.load;

import io.rendercache.internal.lru.WriteGuard;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that for each key one load runs at a time, and that whoever asks meanwhile gets its answer.
 *
 * <p>A load that throws tells only its own caller; those who waited try for themselves, one at a time, so each exception
 * is thrown in the thread whose loader threw it. A thread that would wait for itself, directly or through loads of other
 * threads, gets an {@link IllegalStateException} instead.
 *
 * <p>Waiting is interruptible, for it may never end: a loader that waits by other means than a load, for a future, a lock or a
 * queue, for a thread that asks for the same key waits for itself, and that is not detected.
 *
 * <p>A load that is invalidated, by a removal or a newer value, is taken off the list: it still answers those who wait for
 * it, but it may not be cached, and who asks afterwards loads anew.
 *
 * @param <V> what is loaded
 */
public final class SingleFlight<V> {
    /** One load under way. */
    public static final class Load<V> implements WriteGuard {
        private final Thread loader = Thread.currentThread();
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile boolean invalidated;
        private @Nullable V value;
        private boolean failed = true;

        private boolean isUnderWay() {
            return done.getCount() != 0;
        }

        /** Whether nothing has invalidated the load, so that its result may be cached. */
        @Override
        public boolean isCurrent() {
            return !invalidated;
        }
    }

    /** What a thread does that is the one to load. */
    @FunctionalInterface
    public interface Loading<V> {
        /** Returns the value; may ask {@code load} whether it still stands. */
        @Nullable
        V run(Load<V> load);
    }

    /** Which load each waiting thread waits for; over all caches, for a circle may lead through several. */
    private static final ConcurrentMap<Thread, Load<?>> WAITING = new ConcurrentHashMap<>();

    private final ConcurrentMap<Object, Load<V>> loads = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Returns what {@code loading} answers, in this thread or in one that was first.
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

    /** Takes a key's load off the list if there is one. */
    public void invalidate(Object key) {
        Load<V> load = loads.get(key);
        if (load != null) {
            load.invalidated = true;
            loads.remove(key, load);
        }
    }

    /** Takes all loads off the list. */
    public void invalidateAll() {
        loads.forEach((key, load) -> {
            load.invalidated = true;
            loads.remove(key, load);
        });
    }

    /** Whether no load is under way; one field read. */
    public boolean isIdle() {
        return underWay.get() == 0;
    }

    private static void await(Load<?> load, Object key) {
        Thread me = Thread.currentThread();
        WAITING.put(me, load);
        try {
            // Every waiter enters itself before it looks, so of those who close a circle at least one sees it.
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
            // The latch does not look whether it is open if the thread was interrupted before.
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
