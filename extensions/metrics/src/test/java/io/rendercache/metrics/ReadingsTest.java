package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.CacheStats;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);

    @Test
    void shouldTakeStatisticsOncePerScrape() {
        try (BoundedLru<String, Long> cache = cache()) {
            Readings readings = new Readings(cache, nanos::get);
            CacheStats first = readings.done();
            cache.put("a", 1L);

            nanos.addAndGet(Readings.KEPT_NANOS - 1);
            assertSame(first, readings.done());
            assertSame(first, readings.held());

            nanos.incrementAndGet();
            CacheStats second = readings.done();
            assertNotSame(first, second);
            assertEquals(1, second.puts());
            assertSame(second, readings.held());
        }
    }

    @Test
    void shouldKeepCountsAndHoldNothingOnceTheCacheIsClosed() {
        BoundedLru<String, Long> cache = cache();
        Readings readings = new Readings(cache, nanos::get);
        cache.put("a", 1L);
        nanos.addAndGet(Readings.KEPT_NANOS);
        assertEquals(1, readings.done().puts());

        cache.close();

        assertNull(readings.held());
        assertTrue(readings.isClosed());
        assertFalse(readings.isCollected());
        nanos.addAndGet(Readings.KEPT_NANOS);
        assertEquals(1, readings.done().puts());
        assertNull(readings.held());
    }

    @Test
    void shouldLetTheCacheBeCollected() {
        Readings readings = new Readings(cache(), nanos::get);

        Threads.awaitCollecting("the cache to be collected", LIMIT, () -> readings.isCollected());

        assertTrue(readings.isClosed());
        assertNull(readings.held());
        assertEquals(0, readings.done().puts());
    }

    @Test
    void shouldRefuseAClosedCache() {
        BoundedLru<String, Long> cache = cache();
        cache.close();

        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> new Readings(cache, nanos::get));

        assertEquals("cache watched is closed", refusal.getMessage());
    }

    @Test
    void shouldAnswerWhereTheCacheIsClosedWhileItIsAsked() {
        try (FourCaches caches = new FourCaches("lru")) {
            for (RenderCache cache : caches.all()) {
                AtomicBoolean closing = new AtomicBoolean();
                // The time is looked at between the question whether the cache is closed and that for its statistics.
                Readings readings = new Readings(cache, () -> {
                    if (closing.get()) {
                        cache.close();
                    }
                    return nanos.addAndGet(Readings.KEPT_NANOS);
                });
                CacheStats last = readings.done();

                closing.set(true);

                assertNull(readings.held(), cache::name);
                assertTrue(cache.isClosed(), cache::name);
                assertSame(last, readings.done(), cache::name);
            }
        }
    }

    @Test
    void shouldAnswerWhileThreadsAskAndClose() {
        for (int round = 0; round < 10; round++) {
            try (FourCaches caches = new FourCaches("lru")) {
                caches.work();
                for (RenderCache cache : caches.all()) {
                    Readings readings = new Readings(cache, () -> nanos.addAndGet(Readings.KEPT_NANOS));
                    CacheStats first = readings.done();
                    new Threads()
                            .add("reader", 2, (index, run) -> {
                                while (readings.held() != null) {
                                    assertEquals(first.puts(), readings.done().puts());
                                }
                            })
                            .add("closer", 1, (index, run) -> cache.close())
                            .runToEnd(LIMIT);
                    assertEquals(first.puts(), readings.done().puts());
                }
            }
        }
    }

    private static BoundedLru<String, Long> cache() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(10)
                .name("watched")
                .build();
    }
}
