package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cap holds at every instant, whatever the threads do. */
class StrictBoundStressTest {
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int THREADS = 8;

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000})
    void shouldNeverExceedCapWhileThreadsInsert(int cap) {
        AtomicLong samples = new AtomicLong();
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(cap)
                .build()) {
            new Threads()
                    .add("inserting", THREADS, (index, run) -> {
                        for (long i = index; run.goOn(); i += THREADS) {
                            cache.put(Keys.path(i), i);
                        }
                    })
                    .add("sampling", 1, (index, run) -> {
                        while (run.goOn()) {
                            long size = cache.size();
                            assertTrue(size >= 0 && size <= cap, () -> "size " + size + ", cap " + cap);
                            samples.incrementAndGet();
                        }
                    })
                    .runFor(TIME, LIMIT);

            assertTrue(samples.get() > 0, "no sample was taken");
            assertAtRest(cache, cap);
            assertEquals(cap, cache.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000})
    void shouldNeverExceedCapWhileThreadsInsertTheSameKeysAndRemove(int cap) {
        long seed = System.nanoTime();
        String context = "seed " + seed + ", cap " + cap;
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(cap)
                .build()) {
            new Threads()
                    .add("changing", THREADS, (index, run) -> {
                        Random random = new Random(seed + index);
                        while (run.goOn()) {
                            long number = random.nextInt(2 * cap + 2);
                            String key = Keys.path(number);
                            switch (random.nextInt(8)) {
                                case 0 -> cache.remove(key);
                                case 1 -> cache.get(key, asked -> number);
                                case 2 -> {
                                    Long value = cache.get(key);
                                    assertTrue(value == null || value == number, () -> context + ", value " + value);
                                }
                                default -> cache.put(key, number);
                            }
                        }
                    })
                    .add("sampling", 1, (index, run) -> {
                        while (run.goOn()) {
                            long size = cache.size();
                            assertTrue(size >= 0 && size <= cap, () -> context + ", size " + size);
                        }
                    })
                    .runFor(TIME, LIMIT);

            assertAtRest(cache, cap);
            // The last hits count as later than the writes that still come in their tick of the clock.
            for (int i = 0; i < 1 + cap / 32; i++) {
                cache.put("now", (long) i);
            }
            cache.remove("now");
            for (long i = 0; i < cap; i++) { // every permit is still there to be used
                cache.put("after " + i, i);
            }
            assertEquals(cap, cache.size(), context);
            for (long i = 0; i < cap; i++) {
                assertEquals(i, cache.get("after " + i), context);
            }
        }
    }

    @Test
    void shouldFileAKeyOnceHoweverManyThreadsInsertItAtOnce() {
        for (int round = 0; round < 300; round++) {
            // A new cache each time: threads that have met are careful for a while.
            try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                    .maxEntries(64)
                    .build()) {
                Threads.runAll(4, LIMIT, (index, run) -> {
                    for (long i = 0; i < 8; i++) {
                        cache.put(Keys.path(i), i);
                    }
                });

                assertEquals(8, cache.size(), "round " + round);
                cache.engine().validate();
            }
        }
    }

    private static void assertAtRest(BoundedLru<String, Long> cache, int cap) {
        // Among others: entries and free slots together are the slots there are.
        cache.engine().validate();
        CacheStats stats = cache.stats();
        long counted = cache.asMap().entrySet().stream().count();

        assertTrue(counted <= cap, "entries found " + counted + ", cap " + cap);
        assertEquals(cache.size(), counted);
        assertEquals(cache.size(), stats.size());
        assertEquals(
                stats.puts() - stats.replaced() - stats.evictions() - stats.removedExplicitly(),
                stats.size(),
                stats.toString());
    }
}
