package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Running;
import io.rendercache.testing.Threads;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Results that are being written and want the same room: all end, and nothing of the budget is lost. */
class CurationResultRoomTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 1 << 20;

    private final CurationResultCache cache =
            CurationResultCache.builder().maxBytes(MAX_BYTES).name("results").build();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void shouldLetOneOfTwoStreamsGiveUpThatNeedTooMuchTogether() {
        for (int round = 0; round < 20; round++) {
            CountDownLatch bothHoldHalf = new CountDownLatch(2);
            AtomicInteger gaveUp = new AtomicInteger();

            Threads.runAll(2, LIMIT, (index, run) -> {
                String job = "job-" + index;
                cache.started(job);
                try {
                    cache.completed(job, pausing(400_000, 800_000, index, () -> {
                        bothHoldHalf.countDown();
                        Threads.await(bothHoldHalf);
                    }));
                    assertEquals(new Completed(GeneratedBytes.bytes(index, 800_000)), cache.poll(job));
                } catch (IllegalStateException e) {
                    gaveUp.incrementAndGet();
                    assertTrue(e.getMessage().contains(" 1048576 bytes of maxBytes; raise it"), e.getMessage());
                    assertEquals(new Running(), cache.poll(job));
                    cache.failed(job, "no room");
                }
            });

            assertEquals(1, gaveUp.get());
            assertEquals(800_005, cache.stats().heldBytes());
            assertTrue(cache.forget("job-0") & cache.forget("job-1"));
            assertEquals(0, cache.stats().heldBytes());
        }
    }

    @Test
    void shouldLetStreamEvictWhatOthersCompleteMeanwhile() {
        long seed = System.nanoTime();

        new Threads()
                .add("stream", 1, (index, run) -> {
                    for (int i = 0; i < 60; i++) {
                        // Alone among streams, so it never has to give up.
                        cache.completed("stream", GeneratedBytes.stream(i, 900_000));
                    }
                })
                .add("worker", 4, (index, run) -> {
                    Random random = new Random(seed + index);
                    for (int i = 0; i < 300 && run.goOn(); i++) {
                        cache.completed("job-" + index + "-" + i, new byte[random.nextInt(600_000)]);
                    }
                })
                .runToEnd(LIMIT);

        assertHeldIsWhatIsFound(seed, 4, 300);
    }

    @Test
    void shouldLetManyStreamsEndOneWayOrTheOther() {
        long seed = System.nanoTime();

        new Threads()
                .add("stream", 6, (index, run) -> {
                    Random random = new Random(seed - index);
                    for (int i = 0; i < 30 && run.goOn(); i++) {
                        try {
                            cache.completed("stream", GeneratedBytes.stream(i, random.nextInt(1_000_000)));
                            cache.completed("job-" + index + "-" + i, GeneratedBytes.stream(i, 500_000));
                        } catch (IllegalStateException e) {
                            assertTrue(e.getMessage().contains("written at once"), e.getMessage());
                        }
                    }
                })
                .runToEnd(LIMIT);

        assertHeldIsWhatIsFound(seed, 6, 30);
    }

    @Test
    void shouldRefuseWhatStreamItselfWritesRatherThanWaitForIt() throws IOException {
        AtomicInteger refused = new AtomicInteger();
        InputStream writing = pausing(700_000, 900_000, 1, () -> {
            assertThrows(IllegalStateException.class, () -> cache.completed("inner", new byte[600_000]));
            refused.incrementAndGet();
            cache.completed("small", new byte[1_000]);
        });

        cache.completed("outer", writing);

        assertEquals(1, refused.get());
        assertEquals(new Completed(GeneratedBytes.bytes(1, 900_000)), cache.poll("outer"));
        assertEquals(new Completed(new byte[1_000]), cache.poll("small"));
    }

    @Test
    void shouldKeepOtherChangesOfJobWaitingButNoPoll() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch polled = new CountDownLatch(1);
        cache.started("job");

        new Threads()
                .add(
                        "stream",
                        1,
                        (index, run) -> cache.completed("job", pausing(100_000, 200_000, 1, () -> Threads.await(held))))
                .add("failing", 1, (index, run) -> {
                    Threads.await("holds", LIMIT, () -> cache.stats().heldBytes() > 0);
                    polled.await();
                    cache.failed("job", "too late");
                })
                .add("polling", 1, (index, run) -> {
                    Threads.await("holds", LIMIT, () -> cache.stats().heldBytes() > 0);
                    assertEquals(new Running(), cache.poll("job"));
                    polled.countDown();
                    held.countDown();
                })
                .runToEnd(LIMIT);

        assertEquals(new CurationStatus.Failed("too late"), cache.poll("job"));
        assertEquals(0, cache.stats().heldBytes());
    }

    @Test
    void shouldEndEveryCallWhenClosedWhileStreaming() {
        for (int round = 0; round < 20; round++) {
            CurationResultCache closed =
                    CurationResultCache.builder().maxBytes(MAX_BYTES).build();
            CountDownLatch holds = new CountDownLatch(1);
            AtomicInteger ended = new AtomicInteger();

            new Threads()
                    .add("stream", 1, (index, run) -> {
                        InputStream stalled = pausing(700_000, 900_000, 1, () -> Threads.await(holds));
                        assertThrows(IllegalStateException.class, () -> closed.completed("stream", stalled));
                    })
                    .add(
                            "worker",
                            3,
                            (index, run) -> assertThrows(IllegalStateException.class, () -> {
                                while (true) {
                                    closed.completed("job-" + index, new byte[400_000]);
                                }
                            }))
                    .add(
                            "poller",
                            3,
                            (index, run) -> assertThrows(IllegalStateException.class, () -> {
                                while (true) {
                                    closed.poll("job-" + index);
                                    closed.poll("nobody");
                                }
                            }))
                    .add("closer", 1, (index, run) -> {
                        Threads.await("holds", LIMIT, () -> closed.stats().heldBytes() > 600_000);
                        closed.close();
                        ended.incrementAndGet();
                        holds.countDown();
                    })
                    .runToEnd(LIMIT);

            assertEquals(1, ended.get());
        }
    }

    @Test
    void shouldNotWaitForStalledStreamAfterClose() {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(2);
        Queue<Thread> workers = new ConcurrentLinkedQueue<>();

        new Threads()
                .add("stream", 1, (index, run) -> {
                    InputStream stalling = pausing(900_000, 1_000_000, 1, () -> {
                        stalled.countDown();
                        Threads.await(refused);
                    });
                    assertThrows(IllegalStateException.class, () -> cache.completed("stream", stalling));
                })
                .add("worker", 2, (index, run) -> {
                    Threads.await(stalled);
                    workers.add(Thread.currentThread());
                    assertThrows(IllegalStateException.class, () -> cache.completed("job-" + index, new byte[800_000]));
                    refused.countDown();
                })
                .add("closer", 1, (index, run) -> {
                    Threads.await(
                            "two wait for room",
                            LIMIT,
                            () -> workers.size() == 2
                                    && workers.stream()
                                            .allMatch(worker -> worker.getState() == Thread.State.TIMED_WAITING));
                    cache.close();
                })
                .runToEnd(LIMIT);

        assertEquals(0, refused.getCount());
    }

    private void assertHeldIsWhatIsFound(long seed, int threads, int jobs) {
        long bytes = bytesOf("stream");
        for (int thread = 0; thread < threads; thread++) {
            for (int i = 0; i < jobs; i++) {
                bytes += bytesOf("job-" + thread + "-" + i);
            }
        }
        assertEquals(bytes, cache.stats().heldBytes(), "seed " + seed);
        cache.completed("all", new byte[MAX_BYTES - 3]);
        assertEquals(MAX_BYTES, cache.stats().heldBytes(), "seed " + seed);
        assertInstanceOf(Evicted.class, cache.poll("stream"), "seed " + seed);
    }

    private long bytesOf(String job) {
        return cache.poll(job) instanceof Completed completed ? job.length() + completed.result().length : 0;
    }

    /** Returns a stream that does something when it has given so many bytes. */
    private static InputStream pausing(int after, int length, int number, Runnable pause) {
        return new FilterInputStream(GeneratedBytes.stream(number, length)) {
            private int count;
            private boolean paused;

            @Override
            public int read(byte[] target, int offset, int most) throws IOException {
                int now = super.read(target, offset, most);
                count += Math.max(now, 0);
                if (count >= after && !paused) {
                    paused = true;
                    pause.run();
                }
                return now;
            }
        };
    }
}
