package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void shouldRunEveryThreadOnceUnderItsName() {
        Set<String> names = ConcurrentHashMap.newKeySet();

        new Threads()
                .add(
                        "reader",
                        3,
                        (index, run) -> names.add(Thread.currentThread().getName()))
                .add(
                        "writer",
                        1,
                        (index, run) -> names.add(Thread.currentThread().getName()))
                .runToEnd(LIMIT);

        assertEquals(Set.of("reader-0", "reader-1", "reader-2", "writer-0"), names);
    }

    @Test
    void shouldStopOpenEndedThreadsOnceConditionHolds() {
        AtomicInteger count = new AtomicInteger();

        new Threads()
                .add("counter", 2, (index, run) -> {
                    while (run.goOn()) {
                        count.incrementAndGet();
                    }
                })
                .runUntil(() -> count.get() > 1_000, LIMIT);

        assertTrue(count.get() > 1_000);
    }

    @Test
    void shouldThrowFirstFailureAndStopTheOthers() {
        IllegalStateException cause = new IllegalStateException("boom");

        AssertionError error = assertThrows(
                AssertionError.class,
                () -> new Threads()
                        .add("endless", 2, (index, run) -> {
                            while (run.goOn()) {
                                Thread.onSpinWait();
                            }
                        })
                        .add("failing", 1, (index, run) -> {
                            throw cause;
                        })
                        .runToEnd(LIMIT));

        assertSame(cause, error.getCause());
    }

    @Test
    void shouldShowWhereThreadsHangAndInterruptThem() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);

        AssertionError error = assertThrows(
                AssertionError.class,
                () -> new Threads()
                        .add("hanging", 1, (index, run) -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                        })
                        .runToEnd(Duration.ofMillis(200)));

        assertTrue(error.getMessage().contains("hanging-0"), error.getMessage());
        assertTrue(error.getMessage().contains("CountDownLatch"), error.getMessage());
        assertEquals(0, interrupted.getCount());
    }

    @Test
    void shouldFailWhenConditionIsNeverMet() {
        assertThrows(AssertionError.class, () -> Threads.await("never", Duration.ofMillis(20), () -> false));
    }
}
