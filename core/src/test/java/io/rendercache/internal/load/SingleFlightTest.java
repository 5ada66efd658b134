package io.rendercache.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What errors in the least suitable places leave of a load: nothing that another thread waits for. */
class SingleFlightTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SMALL_STACK_BYTES = 512 << 10;

    private final SingleFlight<Integer> flight = new SingleFlight<>();

    @Test
    void shouldEndEveryLoadThatWasBegunOnTheLastBitOfStack() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            onSmallStack(() -> {
                try {
                    loadAtEveryDepth(0);
                } catch (StackOverflowError e) {
                    // From then on each depth returns to the one above.
                }
            });

            assertTrue(flight.isIdle(), "a load is still counted in round " + round);
            assertAllLoadAgain(1);
        }
    }

    @Test
    void shouldEndEveryLoadWhoseLoaderOverflowedTheStack() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            int[] deepest = new int[1];
            onSmallStack(() -> {
                try {
                    loadWithin(0, deepest);
                } catch (StackOverflowError e) {
                    // All loads but the innermost ended by it.
                }
            });

            assertTrue(deepest[0] > 100, "loads were nested only " + deepest[0] + " deep");
            assertTrue(flight.isIdle(), "a load is still counted in round " + round);
            assertAllLoadAgain(deepest[0] + 2);
        }
    }

    @Test
    void shouldReleaseTheWaitingThreadsWhenTheLoadCannotBeRemoved() {
        FailingKey key = new FailingKey();
        CountDownLatch loading = new CountDownLatch(1);
        AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();

        new Threads()
                .add(
                        "loader",
                        1,
                        (index, run) -> assertThrows(
                                StackOverflowError.class,
                                () -> flight.run(key, load -> {
                                    loading.countDown();
                                    Threads.await("the other to wait", LIMIT, () -> isWaiting(waiter.get()));
                                    key.failsIn = Thread.currentThread();
                                    return 1;
                                })))
                .add("waiter", 1, (index, run) -> {
                    Threads.await(loading);
                    waiter.set(Thread.currentThread());
                    assertEquals(1, flight.run(key, load -> 2));
                })
                .runToEnd(LIMIT);

        assertTrue(flight.isIdle());
        assertEquals(3, flight.run(key, load -> 3), "a load that ended and was left in the map");
    }

    @Test
    void shouldNotWaitForEverForAThreadThatEndedWithoutEndingItsLoad() throws InterruptedException {
        Thread loader = new Thread(() -> flight.leak("k"), "loader");
        loader.start();
        loader.join();

        Threads.runAll(3, LIMIT, (index, run) -> assertEquals(2, flight.run("k", load -> 2)));

        assertTrue(flight.isIdle());
    }

    @Test
    void shouldNotWaitForEverForAThreadThatLeftItsLoadWithoutEndingIt() {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(2);

        new Threads()
                .add("loader", 1, (index, run) -> {
                    flight.leak("k");
                    left.countDown();
                    Threads.await(answered);
                })
                .add("waiter", 2, (index, run) -> {
                    Threads.await(left);
                    assertEquals(2, flight.run("k", load -> 2));
                    answered.countDown();
                })
                .runToEnd(LIMIT);

        assertTrue(flight.isIdle());
    }

    @Test
    void shouldLoadAnewAfterThisThreadLeftItsLoadWithoutEndingIt() {
        flight.leak("k");

        assertEquals(2, flight.run("k", load -> 2));
        assertTrue(flight.isIdle());
    }

    @Test
    void shouldKeepWaitingForALoadThatIsSlow() {
        CountDownLatch loading = new CountDownLatch(1);
        AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();

        new Threads()
                .add(
                        "loader",
                        1,
                        (index, run) -> assertEquals(1, flight.run("k", load -> {
                            loading.countDown();
                            // Some looks of the waiting thread later.
                            long start = System.nanoTime();
                            Threads.await(
                                    "a while of waiting",
                                    LIMIT,
                                    () -> isWaiting(waiter.get()) && System.nanoTime() - start > 800_000_000L);
                            return 1;
                        })))
                .add("waiter", 1, (index, run) -> {
                    Threads.await(loading);
                    waiter.set(Thread.currentThread());
                    assertEquals(1, flight.run("k", load -> 2));
                })
                .runToEnd(LIMIT);
    }

    @Test
    void shouldStillRefuseALoadThatWaitsForItself() {
        assertThrows(IllegalStateException.class, () -> flight.run("k", load -> flight.run("k", again -> 1)));

        assertFalse(Thread.interrupted());
        assertTrue(flight.isIdle());
    }

    private void loadAtEveryDepth(int depth) {
        flight.run(0, load -> 1);
        loadAtEveryDepth(depth + 1);
    }

    private int loadWithin(int depth, int[] deepest) {
        deepest[0] = depth;
        return flight.run(depth, load -> loadWithin(depth + 1, deepest));
    }

    private void assertAllLoadAgain(int keys) {
        Threads.runAll(1, LIMIT, (index, run) -> {
            for (int key = 0; key < keys; key++) {
                assertEquals(2, flight.run(key, load -> 2));
            }
        });
    }

    private static void onSmallStack(Runnable body) throws InterruptedException {
        Thread thread = new Thread(null, body, "small stack", SMALL_STACK_BYTES);
        thread.start();
        thread.join();
    }

    private static boolean isWaiting(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** A key that cannot be found in a map by one thread. */
    private static final class FailingKey {
        private volatile @Nullable Thread failsIn;

        @Override
        public int hashCode() {
            if (failsIn == Thread.currentThread()) {
                throw new StackOverflowError("on purpose");
            }
            return 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }
}
