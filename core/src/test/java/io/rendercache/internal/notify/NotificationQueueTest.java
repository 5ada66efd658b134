package io.rendercache.internal.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.LogCapture;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is pushed is delivered once, in order, in no thread that pushes; writers wait only over the bound. */
class NotificationQueueTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final int MEBIBYTE = 1 << 20;

    private final NotificationDispatcher dispatcher = new NotificationDispatcher();
    private final TestQueue queue = new TestQueue(dispatcher);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        queue.queue.close(TestQueue.LIMIT.toNanos());
        assertTrue(queue.queue.isIdle());
        assertEquals(0, queue.queue.backlogBytes());
    }

    /** Pushes what keeps the listener from returning until {@link #released}; waits until it is inside. */
    private void blockListener() {
        CountDownLatch inside = new CountDownLatch(1);
        queue.on("blocks", () -> {
            inside.countDown();
            Threads.await(released);
        });
        queue.push("blocks");
        Threads.await(inside);
    }

    private void fillBacklog() {
        while (queue.queue.backlogBytes() <= NotificationQueue.MAX_BACKLOG_BYTES) {
            queue.pushLarge("fills", MEBIBYTE);
        }
    }

    @Test
    void shouldDeliverInOrderOfPushNotOfCompletion() {
        Notification.Removal<String, String> first = queue.pushPending("first");
        queue.push("second");
        Notification.Removal<String, String> third = queue.pushPending("third");

        third.complete(new byte[1]);
        assertFalse(queue.queue.isIdle());
        assertEquals(List.of(), queue.delivered());
        first.complete(new byte[1]);

        assertEquals(List.of("first", "second", "third"), queue.awaitDelivered());
    }

    @Test
    void shouldSkipWhatIsDiscarded() {
        Notification.Removal<String, String> first = queue.pushPending("first");
        queue.push("second");

        first.discard();

        assertEquals(List.of("second"), queue.awaitDelivered());
    }

    @Test
    void shouldDeliverWhatListenerCausesAfterItHasReturned() {
        queue.on("causes", () -> {
            queue.write("caused");
            queue.on("caused", () -> {});
        });

        queue.write("causes");

        assertEquals(List.of("causes", "caused"), queue.awaitDelivered());
    }

    @Test
    void shouldGoOnAfterWhateverIsThrownAndLogTheFirstAsWarning() {
        try (LogCapture log = new LogCapture()) {
            queue.on("overflows", () -> overflow(0));
            queue.on("exhausts", () -> {
                throw new OutOfMemoryError("on purpose");
            });
            queue.on("throws", () -> NotificationQueueTest.<RuntimeException>throwUnchecked(new Exception("checked")));

            List.of("overflows", "exhausts", "throws", "next").forEach(queue::push);

            assertEquals(List.of("next"), queue.awaitDelivered());
            assertEquals(
                    List.of(Level.WARNING, Level.FINE, Level.FINE),
                    log.records().stream().map(LogRecord::getLevel).toList());
            assertEquals(
                    List.of(StackOverflowError.class, OutOfMemoryError.class, Exception.class),
                    log.records().stream()
                            .map(each -> (Object) each.getThrown().getClass())
                            .toList());
        }
    }

    private static int overflow(int depth) {
        return 1 + overflow(depth + 1);
    }

    @SuppressWarnings("unchecked") // So that a checked exception leaves a method that declares none.
    private static <E extends Throwable> void throwUnchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void shouldLogWhatCannotBeDecodedAndGoOn() {
        try (LogCapture log = new LogCapture()) {
            // The key's end is behind the entry's.
            queue.queue.push(Notification.Removal.ofSlot(new byte[1], 5, RemovalReason.EVICTED));
            queue.push("next");

            assertEquals(List.of("next"), queue.awaitDelivered());
            assertEquals(1, log.records().size());
            String warning = log.records().get(0).getMessage();
            assertTrue(warning.contains("codec") && warning.contains("onRemoval"), warning);
        }
    }

    @Test
    void shouldNotMakeWriterWaitForBusyListener() {
        blockListener();

        for (int i = 0; i < 1_000; i++) {
            queue.write("quick");
        }

        assertEquals(List.of(), queue.delivered());
        released.countDown();
        assertEquals(1_001, queue.awaitDelivered().size());
    }

    @Test
    void shouldSlowWriterOverBoundButNotForEver() {
        blockListener();
        fillBacklog();
        AtomicReference<Thread> writer = new AtomicReference<>();
        AtomicBoolean seenToWait = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();

        new Threads()
                .add("writing", 1, (index, run) -> {
                    writer.set(Thread.currentThread());
                    while (!seenToWait.get() && run.goOn() && written.get() < 100_000) {
                        queue.write("slowed");
                        written.incrementAndGet();
                    }
                })
                .add("watching", 1, (index, run) -> {
                    Threads.await(
                            "the writer to wait",
                            TestQueue.LIMIT,
                            () -> writer.get() != null && writer.get().getState() == Thread.State.TIMED_WAITING);
                    seenToWait.set(true);
                })
                .runToEnd(TestQueue.LIMIT);

        assertEquals(List.of(), queue.delivered());
        assertTrue(written.get() > 0);
    }

    /** What one operation waits is bounded from below as well, or it would not slow the writer. */
    @Test
    void shouldMakeWriterWaitATenthOfASecondAtMost() {
        blockListener();
        fillBacklog();

        long start = System.nanoTime();
        queue.write("slowed");
        long shortest = System.nanoTime() - start;
        for (int i = 0; i < 5; i++) {
            start = System.nanoTime();
            queue.write("slowed");
            shortest = Math.min(shortest, System.nanoTime() - start);
        }

        // The shortest of some, for the machine may have other things to do.
        assertTrue(shortest >= TimeUnit.MILLISECONDS.toNanos(99), shortest + " ns");
        assertTrue(shortest < TimeUnit.MILLISECONDS.toNanos(150), shortest + " ns");
    }

    @Test
    void shouldCountBytesOfValuesAndGiveThemBack() {
        blockListener();
        long before = queue.queue.backlogBytes();
        queue.pushLarge("large", 3 * MEBIBYTE);
        Notification.Removal<String, String> outOfLine =
                Notification.Removal.ofOutOfLine(new byte[1], 3 * MEBIBYTE, RemovalReason.EVICTED);
        queue.queue.push(outOfLine);

        long added = queue.queue.backlogBytes() - before;
        assertTrue(added > 6L * MEBIBYTE && added < 6L * MEBIBYTE + 1_000, added + " bytes");

        outOfLine.discard();
        released.countDown();
        queue.awaitDelivered();
        assertEquals(0, queue.queue.backlogBytes());
    }

    @Test
    void shouldDropNothingOverTheBound() {
        blockListener();
        fillBacklog();
        List<String> texts = IntStream.range(0, 5).mapToObj(i -> "late " + i).toList();

        texts.forEach(queue::write);
        released.countDown();

        List<String> delivered = queue.awaitDelivered();
        assertEquals(texts, delivered.subList(delivered.size() - 5, delivered.size()));
    }

    @Test
    void shouldDeliverInNoThreadThatPushes() {
        List<Thread> pushing = Collections.synchronizedList(new ArrayList<>());
        new Threads()
                .add("pushing", 3, (index, run) -> {
                    pushing.add(Thread.currentThread());
                    for (int i = 0; i < 20_000; i++) {
                        queue.write("text");
                    }
                })
                .runToEnd(TestQueue.LIMIT);

        assertEquals(60_000, queue.awaitDelivered().size());
        assertEquals(3, pushing.size());
        queue.threads().forEach(each -> {
            assertFalse(pushing.contains(each));
            assertTrue(each.isDaemon() && each.getName().startsWith("rendercache-notifications"), each.getName());
            assertEquals(null, each.getContextClassLoader());
        });
    }

    /** A listener's own writes would wait for the thread that they are made in. */
    @Test
    void shouldNotSlowListenerThatCausesMuch() {
        AtomicReference<Duration> taken = new AtomicReference<>(Duration.ZERO);
        queue.on("causes", () -> {
            fillBacklog();
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                queue.write("caused");
            }
            taken.set(Duration.ofNanos(System.nanoTime() - start));
        });

        queue.write("causes");

        List<String> delivered = queue.awaitDelivered();
        assertEquals(100, Collections.frequency(delivered, "caused"));
        // With a wait each it would be 10 s.
        assertTrue(taken.get().compareTo(Duration.ofSeconds(5)) < 0, taken::toString);
    }

    @Test
    void shouldKeepInterruptOfWriterThatWaits() {
        blockListener();
        fillBacklog();

        new Threads()
                .add("interrupted", 1, (index, run) -> {
                    Thread.currentThread().interrupt();
                    long start = System.nanoTime();
                    queue.write("written");
                    assertTrue(Thread.interrupted());
                    // It has waited nevertheless.
                    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(99));
                })
                .runToEnd(TestQueue.LIMIT);

        released.countDown();
        assertTrue(queue.awaitDelivered().contains("written"));
    }

    @Test
    void shouldNotLetOneCallInterruptTheNext() {
        AtomicBoolean interrupted = new AtomicBoolean();
        queue.on("interrupts", () -> Thread.currentThread().interrupt());
        queue.on("next", () -> interrupted.set(Thread.currentThread().isInterrupted()));
        Notification.Removal<String, String> first = queue.pushPending("first");
        queue.push("interrupts");
        queue.push("next");

        first.discard();

        queue.awaitDelivered();
        assertFalse(interrupted.get());
    }

    /** Pushes are ordered by a lock for each key, as changes are by their stripe's. */
    @Test
    void shouldDeliverEachOnceInOrderWhoeverPushes() {
        long seed = System.nanoTime();
        int keys = 3;
        int queues = 2;
        TestQueue[] targets = {queue, new TestQueue(dispatcher)};
        ReentrantLock[] locks = new ReentrantLock[keys * queues];
        Arrays.setAll(locks, i -> new ReentrantLock());
        int[] pushed = new int[keys * queues];

        new Threads()
                .add("changing", 6, (index, run) -> {
                    Random random = new Random(seed + index);
                    while (run.goOn()) {
                        int key = random.nextInt(keys * queues);
                        TestQueue target = targets[key % queues];
                        boolean isDiscarded = random.nextInt(8) == 0;
                        Notification.Removal<String, String> pending = null;
                        target.queue.awaitCapacity();
                        locks[key].lock();
                        try {
                            String text = key + " " + (isDiscarded ? 0 : ++pushed[key]);
                            if (isDiscarded || random.nextInt(4) == 0) {
                                pending = target.pushPending(text);
                            } else {
                                target.push(text);
                            }
                        } finally {
                            locks[key].unlock();
                        }
                        if (pending != null) {
                            if (random.nextInt(4) == 0) {
                                Thread.yield(); // so that others become ready first
                            }
                            if (isDiscarded) {
                                pending.discard();
                            } else {
                                pending.complete(new byte[1]);
                            }
                        }
                    }
                })
                .runFor(TIME, TestQueue.LIMIT);

        int[] delivered = new int[keys * queues];
        for (TestQueue target : targets) {
            for (String text : target.awaitDelivered()) {
                int space = text.indexOf(' ');
                int key = Integer.parseInt(text.substring(0, space));
                assertEquals(++delivered[key], Integer.parseInt(text.substring(space + 1)), () -> text + " " + seed);
            }
        }
        assertEquals(Arrays.toString(pushed), Arrays.toString(delivered), "seed " + seed);
        targets[1].queue.close(TestQueue.LIMIT.toNanos());
    }

    /** Pushes meet the queue just when it is put to rest, again and again: none must be left behind. */
    @Test
    void shouldLeaveNothingBehindWherePushMeetsRest() {
        long seed = System.nanoTime();
        long end = seed + TIME.toNanos();
        int pushes = 0;
        for (int round = 0; System.nanoTime() - end < 0; round++) {
            long seedOfRound = seed + 2L * round;
            new Threads()
                    .add("pushing", 2, (index, run) -> {
                        Random random = new Random(seedOfRound + index);
                        for (int i = 0; i < 2_000; i++) {
                            queue.push("text");
                            for (int spins = random.nextInt(100); spins > 0; spins--) {
                                Thread.onSpinWait();
                            }
                        }
                    })
                    .runToEnd(TestQueue.LIMIT);
            pushes += 4_000;
            assertEquals(pushes, queue.awaitDelivered().size(), "seed " + seed);
        }
    }
}
