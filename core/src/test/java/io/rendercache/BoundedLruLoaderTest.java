package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code get} with a loader: one load per key, and whatever the loader does, nobody is stuck. */
class BoundedLruLoaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BoundedLru<String, String> cache =
            BoundedLru.builder(Codecs.utf8(), Codecs.utf8()).maxEntries(100).build();

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldNotTakeLoadsThatWaitInOneDirectionForACircle() {
        for (int round = 0; round < 200; round++) {
            try (BoundedLru<Long, Long> cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                    .maxEntries(100)
                    .build()) {
                // Each key's load asks for the next, and the threads begin at different keys.
                Threads.runAll(6, LIMIT, (index, run) -> {
                    assertEquals(20L, lastOf(cache, index));
                    assertEquals(20L, lastOf(cache, 5L - index));
                });
            }
        }
    }

    private static long lastOf(BoundedLru<Long, Long> cache, long key) {
        Long value = cache.get(key, asked -> asked == 20 ? asked : lastOf(cache, asked + 1));
        return Objects.requireNonNull(value);
    }

    @Test
    void shouldLoadOnceAndCache() {
        AtomicInteger calls = new AtomicInteger();

        for (int i = 0; i < 3; i++) {
            assertEquals("loaded a", cache.get("a", key -> {
                calls.incrementAndGet();
                return "loaded " + key;
            }));
        }

        assertEquals(1, calls.get());
        assertEquals("loaded a", cache.get("a"));
    }

    @Test
    void shouldNotCallLoaderForPresentKey() {
        cache.put("a", "put");

        assertEquals("put", cache.get("a", key -> {
            throw new AssertionError("called for " + key);
        }));
    }

    @Test
    void shouldNotCacheNull() {
        assertNull(cache.get("a", key -> null));

        assertFalse(cache.containsKey("a"));
        assertEquals(0, cache.size());
        assertEquals("second", cache.get("a", key -> "second"));
    }

    @Test
    void shouldPassLoadersExceptionOnAndCacheNothing() {
        IllegalArgumentException boom = new IllegalArgumentException("boom");

        RuntimeException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> cache.get("a", key -> {
                    throw boom;
                }));

        assertSame(boom, thrown);
        assertFalse(cache.containsKey("a"));
        assertEquals("second", cache.get("a", key -> "second"));
    }

    @Test
    void shouldPassLoadersErrorOn() {
        StackOverflowError boom = new StackOverflowError();

        assertSame(
                boom,
                assertThrows(
                        StackOverflowError.class,
                        () -> cache.get("a", key -> {
                            throw boom;
                        })));

        assertEquals("second", cache.get("a", key -> "second"));
    }

    @Test
    void shouldLoadOnceHoweverManyThreadsAsk() {
        for (int round = 0; round < 50; round++) {
            String key = "key " + round;

            Threads.runAll(8, LIMIT, (index, run) -> {
                assertEquals("loaded " + key, cache.get(key, asked -> {
                    Thread.yield();
                    return "loaded " + asked;
                }));
            });

            assertEquals(round + 1, cache.stats().loads());
        }
    }

    @Test
    void shouldShareOneLoadWithThreadsThatComeWhileItRuns() {
        CountDownLatch loading = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();

        new Threads()
                .add(
                        "loader",
                        1,
                        (index, run) -> cache.get("a", key -> {
                            calls.incrementAndGet();
                            loading.countDown();
                            Threads.await("others to ask", LIMIT, () -> waiting.get() == 4);
                            return "loaded";
                        }))
                .add("waiter", 4, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    waiting.incrementAndGet();
                    assertEquals("loaded", cache.get("a", key -> {
                        calls.incrementAndGet();
                        return "loaded twice";
                    }));
                })
                .runToEnd(LIMIT);

        assertEquals(1, calls.get());
        assertEquals(1, cache.stats().loads());
    }

    @Test
    void shouldNotMakeOtherKeysWaitForALoad() {
        CountDownLatch otherLoaded = new CountDownLatch(1);
        CountDownLatch loading = new CountDownLatch(1);

        new Threads()
                .add(
                        "slow",
                        1,
                        (index, run) -> cache.get("slow", key -> {
                            loading.countDown();
                            return await(otherLoaded, "loaded");
                        }))
                .add("quick", 1, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    for (int i = 0; i < 500; i++) { // enough for each stripe, and for evictions
                        String key = "quick " + i;
                        assertEquals(key, cache.get(key, asked -> asked));
                    }
                    otherLoaded.countDown();
                })
                .runToEnd(LIMIT);

        assertEquals("loaded", cache.get("slow"));
    }

    @Test
    void shouldLetWaitersGoOnWhenTheLoadTheyWaitForFails() {
        CountDownLatch loading = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();

        new Threads()
                .add(
                        "failing",
                        1,
                        (index, run) -> assertThrows(
                                IllegalStateException.class,
                                () -> cache.get("a", key -> {
                                    loading.countDown();
                                    Threads.await("another to ask", LIMIT, () -> waiting.get() == 3);
                                    throw new IllegalStateException("boom");
                                })))
                .add("waiter", 3, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    waiting.incrementAndGet();
                    try {
                        assertEquals("second", cache.get("a", key -> "second"));
                    } catch (IllegalStateException e) {
                        assertTrue(String.valueOf(e).contains("boom") || causedBy(e, "boom"), String.valueOf(e));
                    }
                })
                .runToEnd(LIMIT);

        assertEquals("third", cache.get("b", key -> "third"));
        assertEquals("second", cache.get("a", key -> "second"));
    }

    @Test
    void shouldRefuseRecursionIntoTheSameKey() {
        Threads.runAll(
                1,
                LIMIT,
                (index, run) -> assertThrows(
                        IllegalStateException.class, () -> cache.get("a", key -> cache.get("a", again -> "inner"))));

        assertFalse(cache.containsKey("a"));
        Threads.runAll(2, LIMIT, (index, run) -> assertEquals("later", cache.get("a", key -> "later")));
    }

    @Test
    void shouldAllowRecursionIntoAnotherKey() {
        assertEquals("a of b", cache.get("a", key -> "a of " + cache.get("b", inner -> "b")));

        assertEquals("b", cache.get("b"));
        assertEquals("a of b", cache.get("a"));
    }

    @Test
    void shouldRefuseRecursionThroughAnotherKey() {
        Threads.runAll(
                1,
                LIMIT,
                (index, run) -> assertThrows(
                        IllegalStateException.class,
                        () -> cache.get("a", key -> cache.get("b", inner -> cache.get("a", again -> "never")))));

        assertEquals(0, cache.size());
        Threads.runAll(2, LIMIT, (index, run) -> assertEquals("later", cache.get("a", key -> "later")));
    }

    @Test
    void shouldNotDeadlockWhenTwoLoadersNeedEachOther() {
        CyclicBarrier bothLoading = new CyclicBarrier(2);

        Threads.runAll(2, LIMIT, (index, run) -> {
            String mine = index == 0 ? "a" : "b";
            String other = index == 0 ? "b" : "a";
            try {
                assertEquals(mine, cache.get(mine, key -> {
                    try {
                        bothLoading.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    cache.get(other, inner -> inner);
                    return key;
                }));
            } catch (IllegalStateException e) {
                // one of the two may be told that it went round in a circle; neither may wait for ever
            }
        });

        Threads.runAll(2, LIMIT, (index, run) -> {
            assertEquals("a", cache.get("a", key -> key));
            assertEquals("b", cache.get("b", key -> key));
        });
    }

    @Test
    void shouldKeepInterruptOfALoadingThread() {
        AtomicReference<Boolean> interruptedAfter = new AtomicReference<>();

        Threads.runAll(1, LIMIT, (index, run) -> {
            Thread.currentThread().interrupt();
            assertEquals("loaded", cache.get("a", key -> "loaded"));
            interruptedAfter.set(Thread.interrupted());
        });

        assertEquals(Boolean.TRUE, interruptedAfter.get());
        assertEquals("loaded", cache.get("a"));
    }

    @Test
    void shouldInterruptAThreadThatWaitsForAnothersLoad() {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch thrown = new CountDownLatch(1);
        AtomicReference<Thread> waiter = new AtomicReference<>();
        AtomicReference<Thread> other = new AtomicReference<>();

        new Threads()
                .add("loading", 1, (index, run) -> {
                    String loaded = cache.get("a", key -> {
                        loading.countDown();
                        return await(thrown, "loaded");
                    });
                    assertEquals("loaded", loaded);
                })
                .add("waiting", 1, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    waiter.set(Thread.currentThread());
                    CacheLoadingException interruption =
                            assertThrows(CacheLoadingException.class, () -> cache.get("a", key -> "not by the waiter"));
                    assertTrue(Thread.interrupted(), "the interrupt is kept");
                    assertTrue(interruption.getMessage().contains("loading"), interruption.getMessage());
                    thrown.countDown();
                })
                .add("waiting undisturbed", 1, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    other.set(Thread.currentThread());
                    assertEquals("loaded", cache.get("a", key -> "not by the other waiter"));
                    assertFalse(Thread.interrupted());
                })
                .add("interrupting", 1, (index, run) -> {
                    Threads.await("both to wait", LIMIT, () -> isWaiting(waiter) && isWaiting(other));
                    waiter.get().interrupt();
                })
                .runToEnd(LIMIT);

        assertEquals("loaded", cache.get("a"));
    }

    private static boolean isWaiting(AtomicReference<Thread> thread) {
        return thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING;
    }

    /** The loader waits for the thread that waits for the loader; nothing but an interrupt ends that. */
    @Test
    void shouldEndALoadThatWaitsForAThreadThatAsksForTheSameKeyWhenThatIsInterrupted() {
        AtomicReference<Throwable> failure = new AtomicReference<>();

        String loaded = cache.get("a", key -> {
            Thread asking = new Thread(() -> {
                try {
                    cache.get("a", asked -> "not by this one");
                } catch (CacheLoadingException e) {
                    failure.set(e);
                }
            });
            asking.start();
            Threads.await("it to wait", LIMIT, () -> asking.getState() == Thread.State.TIMED_WAITING);
            asking.interrupt();
            Threads.await("it to end", LIMIT, () -> !asking.isAlive());
            return "loaded";
        });

        assertEquals("loaded", loaded);
        assertInstanceOf(InterruptedException.class, failure.get().getCause());
        assertEquals("loaded", cache.get("a"));
    }

    @Test
    void shouldCacheNothingWhenLoaderIsInterrupted() {
        AtomicReference<Thread> loadingThread = new AtomicReference<>();

        new Threads()
                .add("loading", 1, (index, run) -> {
                    assertThrows(
                            IllegalStateException.class,
                            () -> cache.get("a", key -> {
                                loadingThread.set(Thread.currentThread());
                                try {
                                    // A loader that hangs until the test interrupts it.
                                    new CountDownLatch(1).await();
                                    return "never";
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                    throw new IllegalStateException("interrupted while loading", e);
                                }
                            }));
                    assertTrue(Thread.interrupted());
                })
                .add("interrupting", 1, (index, run) -> {
                    Threads.await("the load to begin", LIMIT, () -> loadingThread.get() != null);
                    loadingThread.get().interrupt();
                })
                .runToEnd(LIMIT);

        assertFalse(cache.containsKey("a"));
        assertEquals("second", cache.get("a", key -> "second"));
    }

    @Test
    void shouldNotCacheLoadedValueWhenKeyIsRemovedMeanwhile() {
        shouldNotCacheAfter(other -> other.remove("a"));
    }

    @Test
    void shouldNotCacheLoadedValueWhenCacheIsClearedMeanwhile() {
        shouldNotCacheAfter(BoundedLru::clear);
    }

    private void shouldNotCacheAfter(Consumer<BoundedLru<String, String>> removal) {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);

        new Threads()
                .add(
                        "loading",
                        1,
                        (index, run) -> assertEquals("stale", cache.get("a", key -> {
                            loading.countDown();
                            return await(removed, "stale");
                        })))
                .add("removing", 1, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    removal.accept(cache);
                    removed.countDown();
                })
                .runToEnd(LIMIT);

        assertFalse(cache.containsKey("a"));
        assertEquals("fresh", cache.get("a", key -> "fresh"));
    }

    private static boolean causedBy(Throwable e, String message) {
        return e.getCause() != null && message.equals(e.getCause().getMessage());
    }

    private static String await(CountDownLatch latch, String value) {
        Threads.await(latch);
        return value;
    }
}
