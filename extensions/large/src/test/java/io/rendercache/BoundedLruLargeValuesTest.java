package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache whose values are partly in their slots and partly out of line, which its users do not notice. */
class BoundedLruLargeValuesTest {
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int INLINE = 64;
    private static final int MAX_VALUE = 200_000;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
            .maxEntries(40)
            .inlineValueBytes(INLINE)
            .maxValueBytes(MAX_VALUE)
            .maxBytes(1_000_000)
            .listener((key, value, cause) -> heard.add(key + " " + cause + " " + value.length()))
            .build();

    @AfterEach
    void close() {
        cache.engine().validate();
        assertEquals(
                cache.asMap().entrySet().stream()
                        .mapToLong(entry ->
                                entry.getKey().length() + entry.getValue().length())
                        .sum(),
                cache.stats().heldBytes());
        cache.close();
    }

    private static String large(int length) {
        return "v".repeat(length - 1) + length % 10;
    }

    @Test
    void shouldReturnValuesOfEverySizeAroundEachBound() {
        Map<String, String> put = new HashMap<>();
        for (int bound : List.of(0, INLINE, 16 << 10, 32 << 10, 64 << 10, 128 << 10, MAX_VALUE)) {
            for (int length = Math.max(bound - 1, 1); length <= Math.min(bound + 1, MAX_VALUE); length++) {
                put.put("key " + length, large(length));
            }
        }
        put.put("empty", "");
        put.forEach((key, value) -> {
            cache.put(key, value);
            assertEquals(value, cache.get(key));
        });
        put.keySet().removeIf(key -> !cache.containsKey(key));

        assertTrue(put.size() > 8);
        assertEquals(put, cache.asMap());
        assertTrue(cache.asMap().equals(put));
        assertEquals(put.hashCode(), cache.asMap().hashCode());
        assertEquals(put, Map.copyOf(cache.asMap()));
        assertTrue(cache.asMap().containsValue(large(INLINE + 1)));
        assertFalse(cache.asMap().containsValue("no such" + large(1_000)));
    }

    @Test
    void shouldRefuseOrNotKeepWhatIsTooLarge() {
        assertThrows(IllegalArgumentException.class, () -> cache.put("key", large(MAX_VALUE + 1)));
        assertEquals(large(MAX_VALUE + 1), cache.get("key", key -> large(MAX_VALUE + 1)));

        assertEquals(2, cache.stats().rejected());
        assertFalse(cache.containsKey("key"));
        assertEquals(large(50_000), cache.get("key", key -> large(50_000)));
        assertEquals(large(50_000), cache.get("key"));
        assertEquals(3 + 50_000, cache.stats().heldBytes());
    }

    @Test
    void shouldBeAMapOfLargeValues() {
        ConcurrentMap<String, String> map = cache.asMap();

        assertNull(map.putIfAbsent("a", large(1_000)));
        assertEquals(large(1_000), map.putIfAbsent("a", large(2_000)));
        assertEquals(large(1_000), map.put("a", large(3_000)));
        assertFalse(map.replace("a", large(1_000), large(4_000)));
        assertFalse(map.replace("a", "small", large(4_000)));
        assertFalse(map.replace("b", large(1_000), large(4_000)));
        assertTrue(map.replace("a", large(3_000), "small"));
        assertTrue(map.replace("a", "small", large(5_000)));
        assertEquals(large(5_000), map.replace("a", large(6_000)));
        assertNull(map.replace("b", large(6_000)));
        assertFalse(map.remove("a", large(5_000)));
        assertFalse(map.remove("a", "small"));
        assertTrue(map.remove("a", large(6_000)));
        assertNull(map.remove("a"));
        map.put("c", large(70_000));
        assertEquals(large(70_000), map.remove("c"));
        assertEquals(large(70_001), map.compute("d", (key, old) -> large(70_001)));
        assertEquals(large(70_001) + "x", map.merge("d", "x", String::concat));
        for (Map.Entry<String, String> entry : map.entrySet()) {
            entry.setValue(large(100));
        }
        assertEquals(large(100), map.get("d"));
        map.values().removeIf(large(100)::equals);

        assertTrue(map.isEmpty());
        assertEquals(0, cache.stats().heldBytes());
    }

    @Test
    void shouldNotifyOfLargeValuesThatLeave() {
        cache.put("a", large(1_000));
        cache.put("a", large(2_000));
        cache.remove("a");
        cache.put("b", large(3_000));
        cache.clear();
        for (int i = 0; i < 7; i++) {
            cache.put("c" + i, large(150_000));
        }

        Notifications.awaitDelivered(cache);
        assertEquals(List.of("a REPLACED 1000", "a EXPLICIT 2000", "b CLEARED 3000", "c0 EVICTED 150000"), heard);
    }

    @Test
    void shouldReadOnlyRightValuesWithinAStrictBudget() {
        long seed = new Random().nextLong();
        int maxBytes = 400_000;
        int maxValue = 70_000;
        AtomicLong most = new AtomicLong();
        AtomicLong heardOf = new AtomicLong();
        try (BoundedLru<String, byte[]> shared = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(24)
                .inlineValueBytes(INLINE)
                .maxValueBytes(maxValue)
                .maxBytes(maxBytes)
                .listener((key, value, cause) -> {
                    SelfVerifying.check(key, value, maxValue);
                    heardOf.incrementAndGet();
                })
                .build()) {
            new Threads()
                    .add("worker", 4, (index, run) -> {
                        SplittableRandom random = new SplittableRandom(seed + index);
                        while (run.goOn()) {
                            work(shared, random, maxValue);
                        }
                    })
                    .add("sampler", 1, (index, run) -> {
                        while (run.goOn()) {
                            long held = shared.stats().heldBytes();
                            most.accumulateAndGet(held, Math::max);
                            assertTrue(held <= maxBytes, () -> held + " held, seed " + seed);
                        }
                    })
                    .runFor(TIME, LIMIT);

            shared.engine().validate();
            assertTrue(most.get() > maxBytes / 2, () -> "held " + most + ", seed " + seed);
            assertEquals(0, shared.stats().discarded(), "seed " + seed);
            long sum = 0;
            for (Map.Entry<String, byte[]> entry : shared.asMap().entrySet()) {
                SelfVerifying.check(entry.getKey(), entry.getValue(), maxValue);
                sum += entry.getKey().length() + entry.getValue().length;
            }
            assertEquals(sum, shared.stats().heldBytes(), "seed " + seed);
            CacheStats stats = shared.stats();
            Notifications.awaitDelivered(shared);
            assertEquals(
                    stats.evictions() + stats.replaced() + stats.removedExplicitly(), heardOf.get(), "seed " + seed);
        }
    }

    private static void work(BoundedLru<String, byte[]> shared, SplittableRandom random, int maxValue) {
        String key = "key-" + random.nextInt(40);
        byte[] value = SelfVerifying.bytes(key, random.nextInt(), maxValue);
        byte[] old;
        switch (random.nextInt(8)) {
            case 0 -> shared.remove(key);
            case 1 -> shared.asMap().putIfAbsent(key, value);
            case 2, 3 -> shared.put(key, value);
            case 4 -> {
                old = shared.get(key);
                if (old != null && shared.asMap().replace(key, old, value)) {
                    SelfVerifying.check(key, old, maxValue);
                }
            }
            case 5 -> {
                old = shared.asMap().remove(key);
                if (old != null) {
                    SelfVerifying.check(key, old, maxValue);
                }
            }
            default -> {
                old = shared.get(key);
                if (old != null) {
                    SelfVerifying.check(key, old, maxValue);
                }
            }
        }
    }
}
