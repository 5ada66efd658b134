package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When each count of {@link CacheStats} goes up, and when it does not. */
class BoundedLruStatsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
            .maxEntries(3)
            .maxValueBytes(64)
            .stripes(1)
            .build();

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldStartFromNothing() {
        CacheStats stats = cache.stats();

        assertEquals(0, stats.hits() + stats.misses() + stats.loads() + stats.loadFailures() + stats.loadNanos());
        assertEquals(0, stats.puts() + stats.rejected() + stats.size());
        for (RemovalCause cause : RemovalCause.values()) {
            assertEquals(0, stats.removals(cause), cause.name());
        }
        assertEquals(3, stats.capacity());
        assertEquals(1.0, stats.hitRate());
        assertTrue(stats.indexBytes() > 0, "index bytes " + stats.indexBytes());
        assertTrue(stats.slotBytes() >= 3 * 64, "slot bytes " + stats.slotBytes());
        assertEquals(stats.indexBytes() + stats.slotBytes(), stats.offHeapBytes());
    }

    @Test
    void shouldBeAnImmutableValue() {
        CacheStats before = cache.stats();

        cache.put("a", "1");

        assertEquals(0, before.puts());
        assertEquals(1, cache.stats().puts());
        assertEquals(cache.stats(), cache.stats());
    }

    @Test
    void shouldCountHitsAndMissesOfGet() {
        cache.put("a", "1");

        cache.get("a");
        cache.get("a");
        cache.get("b");

        CacheStats stats = cache.stats();
        assertEquals(2, stats.hits());
        assertEquals(1, stats.misses());
        assertEquals(2.0 / 3, stats.hitRate(), 1e-9);
        assertEquals(0, stats.loads());
    }

    @Test
    void shouldCountReadsOfMapView() {
        cache.put("a", "1");

        cache.asMap().get("a");
        cache.asMap().get("b");

        assertEquals(1, cache.stats().hits());
        assertEquals(1, cache.stats().misses());
    }

    @Test
    void shouldCountNeitherHitNorMissForContainsKeySizeAndIteration() {
        cache.put("a", "1");

        cache.containsKey("a");
        cache.containsKey("b");
        cache.size();
        cache.asMap().size();
        cache.asMap().forEach((key, value) -> {});
        Map.copyOf(cache.asMap());

        assertEquals(0, cache.stats().hits());
        assertEquals(0, cache.stats().misses());
    }

    @Test
    void shouldCountLoads() {
        cache.get("a", key -> "1");
        cache.get("a", key -> "1");
        cache.get("b", key -> null);

        CacheStats stats = cache.stats();
        assertEquals(1, stats.hits());
        assertEquals(2, stats.misses());
        assertEquals(2, stats.loads());
        assertEquals(0, stats.loadFailures());
        assertEquals(1, stats.puts());
        assertEquals(1, stats.size());
    }

    @Test
    void shouldCountLoadFailures() {
        assertThrows(
                IllegalStateException.class,
                () -> cache.get("a", key -> {
                    throw new IllegalStateException("boom");
                }));

        CacheStats stats = cache.stats();
        assertEquals(1, stats.misses());
        assertEquals(0, stats.loads());
        assertEquals(1, stats.loadFailures());
        assertEquals(0, stats.puts());
    }

    @Test
    void shouldAddUpTimeInLoadersOfBothKinds() {
        cache.get("a", key -> spend(2));
        long afterSuccess = cache.stats().loadNanos();
        assertThrows(
                IllegalStateException.class,
                () -> cache.get("b", key -> {
                    spend(2);
                    throw new IllegalStateException("boom");
                }));

        assertTrue(afterSuccess >= 2_000_000, "after one load: " + afterSuccess);
        long afterBoth = cache.stats().loadNanos();
        assertTrue(afterBoth >= afterSuccess + 2_000_000, "after both: " + afterBoth);
    }

    @Test
    void shouldCountEachWaiterForALoadAsAMissAndTheLoadOnce() {
        CountDownLatch loading = new CountDownLatch(1);
        Queue<Thread> askers = new ConcurrentLinkedQueue<>();

        new Threads()
                .add(
                        "loader",
                        1,
                        (index, run) -> cache.get("a", key -> {
                            loading.countDown();
                            Threads.await(
                                    "the others to wait for this load",
                                    LIMIT,
                                    () -> askers.size() == 3
                                            && askers.stream().allMatch(BoundedLruStatsTest::isWaiting));
                            return "1";
                        }))
                .add("waiter", 3, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    askers.add(Thread.currentThread());
                    assertEquals("1", cache.get("a", key -> "2"));
                })
                .runToEnd(LIMIT);

        assertEquals(4, cache.stats().misses());
        assertEquals(0, cache.stats().hits());
        assertEquals(1, cache.stats().loads());
        assertEquals(1, cache.stats().puts());
    }

    @Test
    void shouldCountPutsOfNewAndOverwrittenKeys() {
        cache.put("a", "1");
        cache.put("a", "2");
        cache.put("b", "1");
        cache.asMap().put("c", "1");

        CacheStats stats = cache.stats();
        assertEquals(4, stats.puts());
        assertEquals(1, stats.replaced());
        assertEquals(3, stats.size());
        assertEquals(0, stats.evictions());
    }

    @Test
    void shouldCountEvictions() {
        for (int i = 0; i < 5; i++) {
            cache.put("key " + i, "1");
        }

        CacheStats stats = cache.stats();
        assertEquals(2, stats.evictions());
        assertEquals(2, stats.removals(RemovalCause.EVICTED));
        assertEquals(5, stats.puts());
        assertEquals(3, stats.size());
    }

    @Test
    void shouldCountExplicitRemovalsOfWhatWasThere() {
        cache.put("a", "1");
        cache.put("b", "1");

        cache.remove("a");
        cache.remove("a");
        cache.remove("never there");
        cache.asMap().remove("b");

        CacheStats stats = cache.stats();
        assertEquals(2, stats.removedExplicitly());
        assertEquals(2, stats.removals(RemovalCause.EXPLICIT));
        assertEquals(0, stats.size());
    }

    @Test
    void shouldCountEachClearedEntry() {
        cache.put("a", "1");
        cache.put("b", "1");

        cache.clear();
        cache.clear();

        CacheStats stats = cache.stats();
        assertEquals(2, stats.cleared());
        assertEquals(2, stats.removals(RemovalCause.CLEARED));
        assertEquals(0, stats.removedExplicitly());
        assertEquals(0, stats.size());
    }

    @Test
    void shouldCountRejected() {
        String tooLarge = "x".repeat(65);

        assertThrows(IllegalArgumentException.class, () -> cache.put("a", tooLarge));
        cache.get("a", key -> tooLarge);

        CacheStats stats = cache.stats();
        assertEquals(2, stats.rejected());
        assertEquals(0, stats.puts());
        assertEquals(1, stats.loads());
        assertEquals(0, stats.size());
    }

    @Test
    void shouldBeExactOnceThreadsAreAtRest() {
        int threads = 4;
        int rounds = 5_000;

        Threads.runAll(threads, LIMIT, (index, run) -> {
            for (int i = 0; i < rounds; i++) {
                String key = index + " " + i;
                cache.get(key);
                cache.put(key, "1");
            }
        });

        CacheStats stats = cache.stats();
        assertEquals(threads * rounds, stats.hits() + stats.misses());
        assertEquals(0, stats.hits());
        assertEquals(threads * rounds, stats.puts());
        assertEquals(stats.puts() - stats.size(), stats.evictions());
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            default -> false;
        };
    }

    private static String spend(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return "spent";
    }
}
