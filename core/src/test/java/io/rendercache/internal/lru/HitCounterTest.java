package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.rendercache.testing.Threads;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HitCounterTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldCountExactlyWithMoreThreadsThanLanes() {
        HitCounter tally = new HitCounter();

        Threads.runAll(100, LIMIT, (thread, run) -> {
            for (int i = 0; i < 1_000; i++) {
                tally.hit();
            }
            tally.miss();
        });

        assertEquals(100_000, tally.hits());
        assertEquals(100, tally.misses());
    }

    @Test
    void shouldKeepTheCountsOfThreadsThatEnded() {
        HitCounter tally = new HitCounter();

        for (int round = 0; round < 50; round++) {
            Threads.runAll(4, LIMIT, (thread, run) -> {
                for (int i = 0; i < 100; i++) {
                    tally.hit();
                }
            });
        }

        assertEquals(50 * 4 * 100, tally.hits());
    }

    @Test
    void shouldTakeOverTheLaneOfAThreadThatEnded() throws InterruptedException {
        HitCounter tally = new HitCounter();
        Thread first = counting(tally);
        run(first);
        Thread second = threadOfSameLane(first, tally);
        Reference<Thread> before = tally.laneOf(first.getId());

        run(second);

        assertNotSame(before, tally.laneOf(first.getId()));
        assertEquals(2, tally.hits());
    }

    @Test
    void shouldNotTakeOverALaneThatIsOnlyClearedAndNotEnqueued() throws InterruptedException {
        HitCounter tally = new HitCounter();
        Thread first = counting(tally);
        run(first);
        Thread second = threadOfSameLane(first, tally);
        Thread third = threadOfSameLane(first, tally);
        Reference<Thread> lane = Objects.requireNonNull(tally.laneOf(first.getId()));

        lane.clear();
        run(second);

        assertSame(lane, tally.laneOf(first.getId()));
        assertEquals(2, tally.hits());

        lane.enqueue();
        run(third);

        assertNotSame(lane, tally.laneOf(first.getId()));
        assertEquals(3, tally.hits());
    }

    @Test
    void shouldTakeOverTheLaneOfAThreadThatWasCollected() throws InterruptedException {
        HitCounter tally = new HitCounter();
        Reference<Thread> lane = laneOfCollectedThread(tally);
        long id = idOf(lane, tally);
        AtomicInteger counted = new AtomicInteger(1);

        Threads.awaitCollecting("the thread to be collected", LIMIT, () -> lane.refersTo(null));
        Threads.await("its lane to be taken over", LIMIT, () -> {
            start(counting(tally));
            return counted.incrementAndGet() > 0 && tally.laneOf(id) != lane;
        });

        assertEquals(counted.get(), tally.hits());
    }

    private static Reference<Thread> laneOfCollectedThread(HitCounter tally) throws InterruptedException {
        Thread thread = counting(tally);
        run(thread);
        return Objects.requireNonNull(tally.laneOf(thread.getId()));
    }

    private static long idOf(Reference<Thread> lane, HitCounter tally) {
        long id = 0;
        while (tally.laneOf(id) != lane) {
            id++;
        }
        return id;
    }

    private static Thread counting(HitCounter tally) {
        return new Thread(tally::hit, "counting");
    }

    private static void run(Thread thread) throws InterruptedException {
        thread.start();
        thread.join();
    }

    private static void start(Thread thread) {
        try {
            run(thread);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Thread threadOfSameLane(Thread other, HitCounter tally) {
        while (true) {
            Thread thread = counting(tally);
            if (HitCounter.index(thread.getId()) == HitCounter.index(other.getId())) {
                return thread;
            }
        }
    }
}
