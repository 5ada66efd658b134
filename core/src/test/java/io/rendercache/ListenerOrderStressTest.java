package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Threads change the same few keys at once, and the listener hears of each value once, in the order of the changes.
 *
 * <p>That order is known where a thread sees what it replaces: {@code replace(key, expected, value)} succeeds only on
 * the version it names, so versions of a key form a chain, each with one predecessor, and the listener must be told
 * link by link.
 */
class ListenerOrderStressTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KEYS = 6;

    /** A value that says which version of its key it is and, where that is known, which it came after. */
    private record Version(int key, long number, long before) {
        static final long FIRST = 0;
    }

    /** Pads the values of odd keys, so that some are too large for a slot in a cache that keeps such elsewhere. */
    private static final class VersionCodec implements Codec<Version> {
        private static final int PADDING = 200;
        private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;

        @Override
        public int encodedLength(Version value) {
            return BYTES + value.key % 2 * PADDING;
        }

        @Override
        public void encode(Version value, byte[] target, int offset) {
            ByteBuffer bytes = ByteBuffer.wrap(target, offset, encodedLength(value));
            bytes.putInt(value.key).putLong(value.number).putLong(value.before);
            while (bytes.hasRemaining()) {
                bytes.put((byte) 1);
            }
        }

        @Override
        public Version decode(byte[] source, int offset, int length) {
            ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
            return new Version(bytes.getInt(), bytes.getLong(), bytes.getLong());
        }
    }

    /** What the listener has heard of each key; its calls for one key must not overlap. */
    private static final class Chains implements CacheListener<Long, Version> {
        private final Map<Long, List<Version>> heard = new ConcurrentHashMap<>();
        private final Map<Long, Thread> inside = new ConcurrentHashMap<>();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

        @Override
        public void onRemoval(Long key, Version value, RemovalCause cause) {
            if (inside.put(key, Thread.currentThread()) != null) {
                wrong.add("two calls for key " + key + " at once");
            }
            if (value.key != key) {
                wrong.add("key " + key + " with " + value);
            }
            List<Version> chain = heard.computeIfAbsent(key, k -> new ArrayList<>());
            Version last = chain.isEmpty() ? null : chain.get(chain.size() - 1);
            if (value.before != Version.FIRST && (last == null || last.number != value.before)) {
                wrong.add(value + " " + cause + " was told after " + last);
            }
            chain.add(value);
            inside.remove(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // capacity, large values, which the module for those tries; few enough places that keys are evicted, or room
        // for all
        "4, false",
        "100, false",
    })
    void shouldTellEachVersionOnceAndInOrder(int capacity, boolean large) {
        long seed = System.nanoTime();
        Chains chains = new Chains();
        AtomicLong numbers = new AtomicLong();
        BoundedLru.Builder<Long, Version> builder = BoundedLru.builder(Codecs.int64(), new VersionCodec())
                .maxEntries(capacity)
                .maxValueBytes(1_000)
                .listener(chains);
        if (large) {
            builder.inlineValueBytes(32).maxBytes(1 << 20);
        }
        Queue<Version> written = new ConcurrentLinkedQueue<>();
        try (BoundedLru<Long, Version> cache = builder.build()) {
            new Threads()
                    .add("changing", 6, (index, run) -> {
                        Random random = new Random(seed + index);
                        while (run.goOn()) {
                            change(cache, random, numbers, written);
                        }
                    })
                    .runFor(TIME, LIMIT);

            List<Version> left = new ArrayList<>(cache.asMap().values());
            cache.clear();
            Notifications.awaitDelivered(cache);
            String about = "seed " + seed + ", capacity " + capacity + ", large " + large;
            assertEquals(List.of(), chains.wrong.stream().limit(5).toList(), about);
            assertTrue(left.size() <= KEYS, about);
            assertToldOnce(written, chains, about);
            cache.engine().validate();
        }
    }

    private static void change(
            BoundedLru<Long, Version> cache, Random random, AtomicLong numbers, Queue<Version> written) {
        long key = random.nextInt(KEYS);
        Version now = cache.get(key);
        if (now == null) {
            // Of a key that was absent, the value before this one is not known.
            Version first = new Version((int) key, numbers.incrementAndGet(), Version.FIRST);
            if (cache.asMap().putIfAbsent(key, first) == null) {
                written.add(first);
            }
        } else if (random.nextInt(20) == 0) {
            cache.asMap().remove(key, now);
        } else {
            Version next = new Version((int) key, numbers.incrementAndGet(), now.number);
            if (cache.asMap().replace(key, now, next)) {
                written.add(next);
            }
        }
    }

    private static void assertToldOnce(Queue<Version> written, Chains chains, String about) {
        Map<Long, Integer> times = new HashMap<>();
        chains.heard.values().forEach(chain -> chain.forEach(each -> times.merge(each.number, 1, Integer::sum)));
        assertTrue(!written.isEmpty(), about);
        for (Version each : written) {
            Integer told = Objects.requireNonNullElse(times.remove(each.number), 0);
            assertEquals(1, told, () -> about + ": " + each + " of " + written.size());
        }
        assertEquals(Map.of(), times, about);
    }
}
