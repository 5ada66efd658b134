package io.rendercache.internal.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.LogCapture;
import io.rendercache.testing.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One thread delivers for all queues, another takes over from it where a listener blocks, and both end with the last
 * queue.
 */
class NotificationDispatcherTest {
    private static final long LIMIT_NANOS = TestQueue.LIMIT.toNanos();
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final NotificationDispatcher dispatcher = new NotificationDispatcher();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private TestQueue open() {
        return new TestQueue(dispatcher);
    }

    /** Pushes what keeps the queue's listener from returning until {@link #released}; waits until it is inside. */
    private TestQueue blocked(TestQueue queue) {
        CountDownLatch inside = new CountDownLatch(1);
        queue.on("blocks", () -> {
            inside.countDown();
            Threads.await(released);
        });
        queue.push("blocks");
        Threads.await(inside);
        return queue;
    }

    private void close(TestQueue... queues) {
        for (TestQueue each : queues) {
            each.queue.close(LIMIT_NANOS);
        }
    }

    private void assertThreadsEnd() {
        Threads.await("threads to end", TestQueue.LIMIT, () -> !dispatcher.hasThreads());
    }

    @Test
    void shouldDeliverFromOthersWhileListenersBlock() {
        TestQueue one = open();
        TestQueue other = open();
        TestQueue third = open();

        blocked(one);
        other.push("a");
        assertEquals(List.of("a"), other.awaitDelivered());
        blocked(other);
        third.push("b");
        assertEquals(List.of("b"), third.awaitDelivered());

        one.push("later");
        assertEquals(List.of(), one.delivered());
        released.countDown();
        assertEquals(List.of("blocks", "later"), one.awaitDelivered());
        close(one, other, third);
        assertThreadsEnd();
    }

    @Test
    void shouldNotKeepOneQueueWaitingForAnothersPendingNotification() {
        TestQueue one = open();
        TestQueue other = open();
        Notification<String, String> pending = one.pushPending("waits");

        other.push("other");

        assertEquals(List.of("other"), other.awaitDelivered());
        assertFalse(one.queue.isIdle());
        pending.complete();
        close(one, other);
    }

    @Test
    void shouldDeliverFromQueueOpenedWhileTheOnlyListenerBlocks() {
        TestQueue one = blocked(open());

        TestQueue other = open();
        other.push("text");

        assertEquals(List.of("text"), other.awaitDelivered());
        released.countDown();
        close(one, other);
    }

    @Test
    void shouldDeliverFromOthersAfterBlockedQueueWasClosed() {
        try (LogCapture log = new LogCapture()) {
            TestQueue one = open();
            TestQueue other = open();
            blocked(one);

            one.queue.close(SHORT_NANOS);
            // Whatever stood by has had the time to find that it is not needed.
            Threads.await("some time to pass", TestQueue.LIMIT, new Elapsed(Duration.ofMillis(200))::isOver);
            other.push("text");

            assertEquals(List.of("text"), other.awaitDelivered());
            assertEquals(1, log.records().size());
            released.countDown();
            close(other);
            assertThreadsEnd();
        }
    }

    private record Elapsed(Duration time, long start) {
        Elapsed(Duration time) {
            this(time, System.nanoTime());
        }

        boolean isOver() {
            return System.nanoTime() - start >= time.toNanos();
        }
    }

    /**
     * A queue is delivered from by one thread at a time, also where the thread that blocks is replaced again and again.
     */
    @Test
    void shouldNotCallOneListenerInTwoThreadsAtOnce() {
        TestQueue slow = open();
        TestQueue other = open();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        slow.on("slow", () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Threads.await("some time to pass", TestQueue.LIMIT, new Elapsed(Duration.ofMillis(120))::isOver);
            inside.decrementAndGet();
        });

        for (int i = 0; i < 8; i++) {
            slow.push("slow");
            other.push("other");
            other.awaitDelivered();
            if (i % 2 == 0) {
                slow.awaitDelivered();
            }
        }

        assertEquals(8, slow.awaitDelivered().size());
        assertEquals(1, most.get());
        assertTrue(slow.threads().stream().distinct().count() > 1, "no thread was ever replaced");
        close(slow, other);
        assertThreadsEnd();
        slow.threads().forEach(each -> Threads.await("its end", TestQueue.LIMIT, () -> !each.isAlive()));
    }

    @Test
    void shouldEndThreadsWithTheLastQueueAndStartThemAgain() {
        for (int round = 0; round < 3; round++) {
            TestQueue one = open();
            TestQueue other = open();
            one.push("one");
            other.push("other");
            close(one);
            assertTrue(dispatcher.hasThreads());
            close(other);

            assertEquals(List.of("one"), one.delivered());
            assertEquals(List.of("other"), other.delivered());
            assertThreadsEnd();
            one.threads().forEach(each -> Threads.await("its end", TestQueue.LIMIT, () -> !each.isAlive()));
        }
    }

    @Test
    void shouldDeliverTheRestBeforeCloseReturns() {
        TestQueue queue = open();
        for (int i = 0; i < 10_000; i++) {
            queue.push("text");
        }

        close(queue);

        assertEquals(10_000, queue.delivered().size());
    }

    @Test
    void shouldReturnFromCloseInTimeAndSayThatTheListenerBlocks() {
        try (LogCapture log = new LogCapture()) {
            TestQueue queue = blocked(open());
            queue.push("left");
            long start = System.nanoTime();

            queue.queue.close(SHORT_NANOS);

            long taken = System.nanoTime() - start;
            assertTrue(taken >= SHORT_NANOS && taken < TimeUnit.SECONDS.toNanos(5), taken + " ns");
            assertEquals(1, log.records().size());
            assertTrue(log.records().get(0).getMessage().contains("100 ms"), log.records()::toString);
            released.countDown();
            assertEquals(List.of("blocks", "left"), queue.awaitDelivered());
            assertThreadsEnd();
        }
    }

    @Test
    void shouldLetListenerCloseItsQueueAndDeliverTheRest() {
        TestQueue queue = open();
        CountDownLatch pushed = new CountDownLatch(1);
        AtomicReference<Duration> taken = new AtomicReference<>(Duration.ZERO);
        queue.on("closes", () -> {
            Threads.await(pushed);
            long start = System.nanoTime();
            queue.queue.close(LIMIT_NANOS);
            taken.set(Duration.ofNanos(System.nanoTime() - start));
        });
        queue.push("closes");
        queue.push("rest");
        pushed.countDown();

        // Whoever else closes it waits for what is left, and does not count it twice.
        close(queue);

        assertEquals(List.of("closes", "rest"), queue.delivered());
        assertTrue(taken.get().compareTo(Duration.ofSeconds(10)) < 0, taken::toString);
        assertThreadsEnd();
    }

    @Test
    void shouldLetListenerCloseAnotherQueueAndDeliverItsRest() {
        TestQueue one = open();
        TestQueue other = open();
        AtomicReference<List<String>> atClose = new AtomicReference<>();
        one.on("closes", () -> {
            other.push("rest");
            close(other);
            atClose.set(other.delivered());
        });

        one.push("closes");

        one.awaitDelivered();
        assertEquals(List.of("rest"), atClose.get());
        close(one);
        assertThreadsEnd();
    }

    @Test
    void shouldLetListenerOpenAnotherQueueAndWaitForIt() {
        TestQueue one = open();
        AtomicReference<List<String>> ofOther = new AtomicReference<>();
        one.on("opens", () -> {
            TestQueue other = open();
            other.push("text");
            ofOther.set(other.awaitDelivered());
            close(other);
        });

        one.push("opens");

        one.awaitDelivered();
        assertEquals(List.of("text"), ofOther.get());
        close(one);
        assertThreadsEnd();
    }

    /** A job may outlive its cache, and its end is notified of all the same. */
    @Test
    void shouldDeliverWhatIsPushedAfterTheLastQueueWasClosed() {
        TestQueue queue = open();
        close(queue);
        assertThreadsEnd();

        queue.push("late");

        assertEquals(List.of("late"), queue.awaitDelivered());
        assertThreadsEnd();
    }

    /** What a thread pushed before it closes may lie on top of a push that has not come to schedule. */
    @Test
    void shouldDeliverOwnPushBeforeCloseReturnsThoughAnotherHasNotScheduled() {
        TestQueue queue = open();
        Thread other = new Thread(() -> queue.push("other"));
        other.setDaemon(true);

        synchronized (dispatcher.lock) {
            other.start();
            Threads.await("its push", TestQueue.LIMIT, () -> other.getState() == Thread.State.BLOCKED);
            queue.push("own");
            // Waiting releases the lock.
            close(queue);
        }

        assertEquals(List.of("other", "own"), queue.delivered());
        assertThreadsEnd();
    }

    @Test
    void shouldKeepInterruptOfThreadThatCloses() {
        TestQueue queue = blocked(open());
        queue.push("rest");

        new Threads()
                .add("closing", 1, (index, run) -> {
                    Thread.currentThread().interrupt();
                    close(queue);
                    assertTrue(Thread.interrupted());
                    assertEquals(List.of("blocks", "rest"), queue.delivered());
                })
                .add("releasing", 1, (index, run) -> released.countDown())
                .runToEnd(TestQueue.LIMIT);
    }

    /** Else it would run for ever without a pause. */
    @Test
    void shouldParkAgainAfterAnInterruptFromOutside() {
        TestQueue queue = open();
        queue.push("text");
        queue.awaitDelivered();
        Thread thread = queue.threads().get(0);
        Threads.await("it to park", TestQueue.LIMIT, () -> thread.getState() == Thread.State.WAITING);

        thread.interrupt();

        Threads.await(
                "it to park again",
                Duration.ofSeconds(10),
                () -> !thread.isInterrupted() && thread.getState() == Thread.State.WAITING);
        close(queue);
        assertThreadsEnd();
    }

    @Test
    void shouldLetTheQueueBeCollectedOnceItIsAtRest() {
        TestQueue keeps = open();
        WeakReference<Object> dropped = used();

        Threads.awaitCollecting("the queue to be collected", TestQueue.LIMIT, () -> dropped.get() == null);

        close(keeps);
    }

    private WeakReference<Object> used() {
        TestQueue queue = open();
        queue.push("text");
        queue.awaitDelivered();
        return new WeakReference<>(queue);
    }
}
