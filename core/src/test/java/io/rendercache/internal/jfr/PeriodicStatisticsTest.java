package io.rendercache.internal.jfr;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which caches are recorded: those that are open and not forgotten. */
class PeriodicStatisticsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldRecordCachesUntilTheyAreClosed() {
        OpenCache one = opened("one");
        OpenCache other = opened("other");
        assertTrue(PeriodicStatistics.has(one) && PeriodicStatistics.has(other));

        CacheEvents.closed(one);
        CacheEvents.closed(one);

        assertFalse(PeriodicStatistics.has(one));
        assertTrue(PeriodicStatistics.has(other));
        CacheEvents.closed(other);
    }

    @Test
    void shouldBeHookedIntoTheRecorderOnlyWhileACacheIsOpen() {
        for (int round = 0; round < 3; round++) {
            OpenCache one = opened("one");
            OpenCache other = opened("other");
            assertTrue(PeriodicStatistics.isHooked());

            CacheEvents.closed(one);
            assertTrue(PeriodicStatistics.isHooked());

            CacheEvents.closed(other);
            Threads.await("caches that other tests forgot to be collected", LIMIT, () -> {
                System.gc();
                CacheEvents.closed(other);
                return !PeriodicStatistics.isHooked();
            });
        }
    }

    @Test
    void shouldNotKeepForgottenCacheAlive() {
        WeakReference<OpenCache> forgotten = new WeakReference<>(opened("forgotten"));

        Threads.awaitCollecting("the forgotten cache to be collected", LIMIT, () -> forgotten.get() == null);
    }

    private static OpenCache opened(String name) {
        OpenCache cache = event -> event.cache = name;
        CacheEvents.opened(cache);
        return cache;
    }
}
