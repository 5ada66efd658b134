package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache whose keys and values, all of which fit their slots, have a budget of bytes. */
class BoundedLruByteBudgetTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RecordingListener<String, byte[]> listener = new RecordingListener<>();
    private final BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
            .maxEntries(100)
            .maxValueBytes(200)
            .maxBytes(100)
            .name("budgeted")
            .listener(listener)
            .build();

    @AfterEach
    void close() {
        cache.engine().validate();
        assertEquals(sum(cache), cache.stats().heldBytes());
        cache.close();
    }

    private List<String> evicted() {
        Notifications.awaitDelivered(cache);
        return listener.removals().stream()
                .filter(each -> each.cause() == RemovalCause.EVICTED)
                .map(RecordingListener.Removal::key)
                .toList();
    }

    private static long sum(BoundedLru<String, byte[]> cache) {
        return cache.asMap().entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length)
                .sum();
    }

    /** Puts entries of 10 bytes each, as many as fit. */
    private void fill() {
        for (int i = 0; i < 10; i++) {
            cache.put("k" + i, new byte[8]);
        }
        assertEquals(100, cache.stats().heldBytes());
        assertEquals(List.of(), evicted());
    }

    @Test
    void shouldEvictAsManyOfTheOldestAsNeededAndNoMore() {
        fill();
        cache.get("k0");

        cache.put("n", new byte[24]);

        assertEquals(List.of("k1", "k2", "k3"), evicted());
        assertEquals(95, cache.stats().heldBytes());
        cache.put("m", new byte[4]);
        assertEquals(3, evicted().size());
        assertEquals(100, cache.stats().heldBytes());
    }

    @Test
    void shouldRefuseWhatIsOverTheWholeBudget() {
        fill();

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> cache.put("key", new byte[98]));

        assertTrue(refused.getMessage().contains("budgeted"), refused.getMessage());
        assertTrue(refused.getMessage().contains("101 bytes"), refused.getMessage());
        assertTrue(refused.getMessage().contains("maxBytes 100"), refused.getMessage());
        assertEquals(1, cache.stats().rejected());
        assertEquals(List.of(), evicted());
        cache.put("key", new byte[97]);
        assertEquals(100, cache.stats().heldBytes());
        assertEquals(1, cache.size());
    }

    @Test
    void shouldReturnAndNotKeepALoadersAnswerOverTheBudget() {
        fill();

        byte[] answer = cache.get("key", key -> new byte[98]);

        assertNotNull(answer);
        assertEquals(98, answer.length);
        assertFalse(cache.containsKey("key"));
        assertEquals(1, cache.stats().rejected());
        assertEquals(List.of(), evicted());
    }

    @Test
    void shouldCountOverwritingWithLongerAndShorter() {
        cache.put("key", new byte[20]);
        cache.put("other", new byte[5]);

        cache.put("key", new byte[25]);
        assertEquals(28 + 10, cache.stats().heldBytes());
        cache.put("key", new byte[0]);
        assertEquals(3 + 10, cache.stats().heldBytes());
        cache.put("key", new byte[70]);
        assertEquals(73 + 10, cache.stats().heldBytes());

        assertEquals(List.of(), evicted());
    }

    @Test
    void shouldEvictNothingForWhatIsNotWritten() {
        fill();

        assertNotNull(cache.asMap().putIfAbsent("k0", new byte[50]));
        assertFalse(cache.asMap().replace("k3", new byte[] {1}, new byte[50]));
        assertEquals(null, cache.asMap().replace("absent", new byte[50]));
        assertFalse(cache.asMap().replace("absent", new byte[8], new byte[50]));

        assertEquals(List.of(), evicted());
        assertEquals(100, cache.stats().heldBytes());
    }

    @Test
    void shouldGiveBackWhatIsRemovedAndCleared() {
        fill();

        assertTrue(cache.remove("k1"));
        assertFalse(cache.remove("k1"));
        assertFalse(cache.asMap().remove("k2", new byte[9]));
        assertTrue(cache.asMap().remove("k2", new byte[8]));
        assertEquals(80, cache.stats().heldBytes());
        cache.clear();
        assertEquals(0, cache.stats().heldBytes());

        fill();
    }

    @Test
    void shouldGiveBackWhatTheCapOfEntriesEvicts() {
        for (int i = 0; i < 1_000; i++) {
            cache.put("" + i % 300, new byte[0]);
        }
        assertTrue(cache.size() <= 100);
    }

    @Test
    void shouldGiveBackWhatAnUnreadableValueHad() {
        RecordingListener<String, Integer> written = new RecordingListener<>();
        try (LogCapture log = new LogCapture();
                BoundedLru<String, Integer> picky = BoundedLru.builder(Codecs.utf8(), new PickyCodec())
                        .maxEntries(10)
                        .maxBytes(50)
                        .listener(written)
                        .build()) {
            picky.put("bad", PickyCodec.UNREADABLE);
            picky.put("good", 1);

            picky.clear();
            Notifications.awaitDelivered(picky);

            assertEquals(0, picky.stats().heldBytes());
            assertEquals(List.of("good 1 CLEARED"), written.calls());
            assertEquals(1, log.records().size());
            picky.put("bad", PickyCodec.UNREADABLE);
            assertThrows(IllegalStateException.class, () -> picky.asMap().put("bad", 2));
            assertEquals(7, picky.stats().heldBytes());
            assertEquals(2, picky.get("bad"));
        }
    }

    @Test
    void shouldNeverHoldMoreWithManyThreads() {
        long seed = new Random().nextLong();
        int maxBytes = 4_000;
        AtomicLong most = new AtomicLong();
        try (BoundedLru<String, byte[]> shared = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(200)
                .maxValueBytes(400)
                .maxBytes(maxBytes)
                .build()) {
            new Threads()
                    .add("worker", 8, (index, run) -> {
                        SplittableRandom random = new SplittableRandom(seed + index);
                        while (run.goOn()) {
                            String key = "key-" + random.nextInt(100);
                            byte[] value = SelfVerifying.bytes(key, random.nextInt(), 400);
                            switch (random.nextInt(8)) {
                                case 0 -> shared.remove(key);
                                case 1 -> shared.asMap().putIfAbsent(key, value);
                                case 2 -> shared.asMap().replace(key, value);
                                case 3 -> {
                                    byte[] old = shared.get(key);
                                    if (old != null) {
                                        shared.asMap().replace(key, old, value);
                                    }
                                }
                                case 4 -> shared.get(key, loaded -> value);
                                default -> shared.put(key, value);
                            }
                        }
                    })
                    .add("sampler", 1, (index, run) -> {
                        while (run.goOn()) {
                            long held = shared.stats().heldBytes();
                            most.accumulateAndGet(held, Math::max);
                            assertTrue(held <= maxBytes, () -> held + " held, seed " + seed);
                            assertTrue(sum(shared) <= 2L * maxBytes, "seed " + seed);
                        }
                    })
                    .runFor(TIME, LIMIT);

            shared.engine().validate();
            assertEquals(sum(shared), shared.stats().heldBytes(), "seed " + seed);
            assertTrue(most.get() > maxBytes / 2, () -> "held " + most + ", seed " + seed);
            shared.asMap().forEach((key, value) -> {
                SelfVerifying.check(key, value, 400);
                assertArrayEquals(value, shared.get(key));
            });
        }
    }
}
