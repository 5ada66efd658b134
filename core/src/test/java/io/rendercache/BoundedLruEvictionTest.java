package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact oldest goes first, however the keys hash and however many stripes there are. */
class BoundedLruEvictionTest {
    private static final int CAPACITY = 1_000;

    private static BoundedLru<String, Long> cache(int stripes) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(CAPACITY)
                .stripes(stripes)
                .build();
    }

    private static void putAll(BoundedLru<String, Long> cache, List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            cache.put(keys.get(i), (long) i);
        }
    }

    private static void assertHoldsExactlyFrom(int first, BoundedLru<String, Long> cache, List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            assertEquals(i >= first, cache.containsKey(keys.get(i)), "key number " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void shouldEvictExactlyFirstTenAfterCapacityPlusTenInserts(int stripes) {
        try (BoundedLru<String, Long> cache = cache(stripes)) {
            List<String> keys = Keys.paths(CAPACITY + 10);

            putAll(cache, keys);

            assertEquals(CAPACITY, cache.size());
            assertEquals(10, cache.stats().evictions());
            assertNull(cache.get(keys.get(0)));
            assertNull(cache.get(keys.get(9)));
            assertEquals(10L, cache.get(keys.get(10)));
            assertEquals(CAPACITY + 9L, cache.get(keys.get(CAPACITY + 9)));
            assertHoldsExactlyFrom(10, cache, keys);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void shouldSpareReaccessedEntryAndEvictNextOldest(int stripes) {
        try (BoundedLru<String, Long> cache = cache(stripes)) {
            List<String> keys = Keys.paths(CAPACITY + 1);
            putAll(cache, keys.subList(0, CAPACITY));

            cache.get(Keys.copyOf(keys.get(0)));
            cache.put(keys.get(CAPACITY), 0L);

            assertTrue(cache.containsKey(keys.get(0)));
            assertFalse(cache.containsKey(keys.get(1)));
            assertTrue(cache.containsKey(keys.get(2)));
            assertEquals(CAPACITY, cache.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void shouldKeepOrderOverManyRounds(int stripes) {
        try (BoundedLru<String, Long> cache = cache(stripes)) {
            List<String> keys = Keys.paths(5 * CAPACITY + 7);

            putAll(cache, keys);

            assertHoldsExactlyFrom(4 * CAPACITY + 7, cache, keys);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void shouldStayExactForKeysOfOneHashCode(int stripes) {
        try (BoundedLru<String, Long> cache = cache(stripes)) {
            List<String> keys = Keys.colliding(CAPACITY + 10);

            putAll(cache, keys);

            assertEquals(CAPACITY, cache.size());
            assertHoldsExactlyFrom(10, cache, keys);
            for (int i = 10; i < keys.size(); i++) {
                assertEquals((long) i, cache.get(Keys.copyOf(keys.get(i))), "key number " + i);
            }
        }
    }

    @Test
    void shouldStayRightWhenCollidingKeysAreRemovedAndPutAgain() {
        try (BoundedLru<String, Long> cache = cache(4)) {
            List<String> keys = Keys.colliding(CAPACITY);
            putAll(cache, keys);

            for (int i = 0; i < CAPACITY; i += 3) {
                assertTrue(cache.remove(keys.get(i)), "key number " + i);
            }
            for (int i = 0; i < CAPACITY; i += 6) {
                cache.put(keys.get(i), -1L - i);
            }

            for (int i = 0; i < CAPACITY; i++) {
                Long expected = i % 6 == 0 ? Long.valueOf(-1L - i) : i % 3 == 0 ? null : Long.valueOf(i);
                assertEquals(expected, cache.get(keys.get(i)), "key number " + i);
            }
        }
    }

    @Test
    void shouldBeExactWithDefaultStripes() {
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(CAPACITY)
                .build()) {
            List<String> keys = Keys.paths(CAPACITY + 10);

            putAll(cache, keys);

            assertHoldsExactlyFrom(10, cache, keys);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 17})
    void shouldBeExactForSmallCapacities(int maxEntries) {
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(maxEntries)
                .build()) {
            List<String> keys = Keys.paths(maxEntries + 10);

            putAll(cache, keys);

            assertEquals(maxEntries, cache.size());
            assertHoldsExactlyFrom(10, cache, keys);
        }
    }

    @Test
    void shouldEvictExactlyTheFirstTenWhenThreadsInsertInTurn() throws Exception {
        List<String> keys = Keys.paths(CAPACITY + 10);
        ExecutorService[] threads = {
            Executors.newSingleThreadExecutor(),
            Executors.newSingleThreadExecutor(),
            Executors.newSingleThreadExecutor()
        };
        try (BoundedLru<String, Long> cache = cache(8)) {
            for (int i = 0; i < keys.size(); i++) {
                int at = i;
                threads[i % threads.length]
                        .submit(() -> cache.put(keys.get(at), (long) at))
                        .get(20, TimeUnit.SECONDS);
            }

            assertHoldsExactlyFrom(10, cache, keys);
        } finally {
            for (ExecutorService thread : threads) {
                thread.shutdownNow();
            }
        }
    }
}
