package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cache on a file keeps from one opening to the next. */
class MappedBoundedLruTest {
    /** Names a shot; written as big-endian UTF-16, which no codec of ours does. */
    private record Shot(String name) {}

    private static class ShotCodec implements Codec<Shot> {
        @Override
        public int encodedLength(Shot value) {
            return 2 * value.name.length();
        }

        @Override
        public void encode(Shot value, byte[] target, int offset) {
            byte[] bytes = value.name.getBytes(StandardCharsets.UTF_16BE);
            System.arraycopy(bytes, 0, target, offset, bytes.length);
        }

        @Override
        public Shot decode(byte[] source, int offset, int length) {
            return new Shot(new String(source, offset, length, StandardCharsets.UTF_16BE));
        }

        @Override
        public String id() {
            return "shot/1";
        }
    }

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("cache.rc");
    }

    private BoundedLru.Builder<String, String> strings(int maxEntries) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(maxEntries)
                .mappedTo(file());
    }

    @Test
    void shouldKeepStringsOfEveryKind() {
        List<String> keys = new ArrayList<>(Keys.nonAscii());
        keys.addAll(Keys.paths(50));
        keys.addAll(Keys.colliding(40));
        keys.add("");
        try (BoundedLru<String, String> cache = strings(200).build()) {
            keys.forEach(key -> cache.put(key, "of " + key));
            cache.put("empty", "");
        }

        try (BoundedLru<String, String> cache = strings(200).build()) {
            cache.engine().validate();
            assertEquals(keys.size() + 1, cache.stats().recovered());
            assertEquals(0, cache.stats().discarded());
            keys.forEach(key -> assertEquals("of " + key, cache.get(key), () -> Keys.printable(key)));
            assertEquals("", cache.get("empty"));
        }
    }

    @Test
    void shouldKeepAnEmptyKeysEmptyValue() {
        try (BoundedLru<String, String> cache = strings(4).build()) {
            cache.put("", "");
        }

        try (BoundedLru<String, String> cache = strings(4).build()) {
            assertEquals("", cache.get(""));
            assertEquals(1, cache.stats().recovered());
        }
    }

    @Test
    void shouldKeepNumbersAndBytesAndWhatIsTheUsers() {
        BoundedLru.Builder<Long, byte[]> numbers =
                BoundedLru.builder(Codecs.int64(), Codecs.bytes()).mappedTo(folder.resolve("numbers"));
        BoundedLru.Builder<byte[], Long> bytes =
                BoundedLru.builder(Codecs.bytes(), Codecs.int64()).mappedTo(folder.resolve("bytes"));
        BoundedLru.Builder<Shot, Shot> shots =
                BoundedLru.builder(new ShotCodec(), new ShotCodec()).mappedTo(folder.resolve("shots"));
        List<Long> keys = List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32);
        try (BoundedLru<Long, byte[]> first = numbers.build();
                BoundedLru<byte[], Long> second = bytes.build();
                BoundedLru<Shot, Shot> third = shots.build()) {
            for (long key : keys) {
                first.put(key, Long.toString(key).getBytes(StandardCharsets.US_ASCII));
                second.put(Long.toString(key).getBytes(StandardCharsets.US_ASCII), key);
            }
            second.put(new byte[0], 7L);
            third.put(new Shot("\u6e32"), new Shot(""));
            third.put(new Shot(""), new Shot("\u00e9"));
        }

        try (BoundedLru<Long, byte[]> first = numbers.build();
                BoundedLru<byte[], Long> second = bytes.build();
                BoundedLru<Shot, Shot> third = shots.build()) {
            for (long key : keys) {
                assertArrayEquals(Long.toString(key).getBytes(StandardCharsets.US_ASCII), first.get(key));
                assertEquals(key, second.get(Long.toString(key).getBytes(StandardCharsets.US_ASCII)));
            }
            assertEquals(7L, second.get(new byte[0]));
            assertEquals(new Shot(""), third.get(new Shot("\u6e32")));
            assertEquals(new Shot("\u00e9"), third.get(new Shot("")));
            assertEquals(2, third.size());
        }
    }

    @Test
    void shouldEvictInTheOrderFromBefore() {
        try (BoundedLru<String, String> cache = strings(100).build()) {
            for (int i = 0; i < 100; i++) {
                cache.put("key " + i, "value");
            }
            cache.get("key 0");
        }
        RecordingListener<String, String> evicted = new RecordingListener<>();

        try (BoundedLru<String, String> cache = strings(100).listener(evicted).build()) {
            for (int i = 1; i <= 99; i++) {
                cache.put("more " + i, "value");
                Notifications.awaitDelivered(cache);
                assertEquals(List.of("key " + i + " value EVICTED"), evicted.calls());
                evicted.clear();
            }
            cache.put("one more", "value");
        }

        assertEquals(List.of("key 0 value EVICTED"), evicted.calls());
    }

    @Test
    void shouldCountPutsSinceTheOpeningOnly() {
        try (BoundedLru<String, String> cache = strings(3).build()) {
            for (int i = 0; i < 10; i++) {
                cache.put("key " + i, "value");
            }
            assertEquals(0, cache.stats().recovered());
            assertEquals(10, cache.stats().puts());
        }

        try (BoundedLru<String, String> cache = strings(3).build()) {
            assertEquals(0, cache.stats().puts());
            assertEquals(0, cache.stats().evictions());
            assertEquals(3, cache.stats().recovered());
            cache.put("key 9", "other");
            cache.put("new", "value");
            assertEquals(2, cache.stats().puts());
            assertEquals(1, cache.stats().replaced());
            assertEquals(1, cache.stats().evictions());
            assertEquals(3, cache.stats().recovered());
        }
    }

    @Test
    void shouldComeBackEmptyAfterAClear() {
        try (BoundedLru<String, String> cache = strings(10).build()) {
            for (int i = 0; i < 30; i++) {
                cache.put("key " + i, "value");
            }
            cache.clear();
        }

        try (BoundedLru<String, String> cache = strings(10).build()) {
            assertEquals(0, cache.size());
            assertEquals(0, cache.stats().recovered());
            assertEquals(0, cache.stats().discarded());
            assertNull(cache.get("key 29"));
        }
    }

    @Test
    void shouldKeepTheLastOfManyValues() {
        try (BoundedLru<String, String> cache = strings(2).build()) {
            for (int i = 0; i <= 10_000; i++) {
                cache.put("key", "x".repeat(i % 200) + i);
            }
        }

        try (BoundedLru<String, String> cache = strings(2).build()) {
            assertEquals("x".repeat(10_000 % 200) + 10_000, cache.get("key"));
            assertEquals(1, cache.size());
        }
    }

    @Test
    void shouldWorkWithOneEntry() {
        for (int i = 0; i < 20; i++) {
            try (BoundedLru<String, String> cache = strings(1).build()) {
                assertEquals(i == 0 ? 0 : 1, cache.size());
                assertEquals(i != 0, cache.containsKey("key " + (i - 1)));
                cache.put("key " + i, "value");
                assertEquals(1, cache.size());
                cache.engine().validate();
            }
        }
    }

    @Test
    void shouldEvictTheOldestForALowerBudgetAtOpening() {
        RecordingListener<String, String> evicted = new RecordingListener<>();
        try (BoundedLru<String, String> cache = strings(100).maxBytes(10_000).build()) {
            for (int i = 10; i < 60; i++) {
                cache.put("key " + i, "v".repeat(14)); // 20 bytes
            }
            assertEquals(1_000, cache.stats().heldBytes());
        }

        try (BoundedLru<String, String> cache =
                strings(100).maxBytes(410).listener(evicted).build()) {
            assertEquals(20, cache.size());
            assertEquals(400, cache.stats().heldBytes());
            assertFalse(cache.containsKey("key 39"));
            assertTrue(cache.containsKey("key 40"));
            assertEquals(30, cache.stats().evictions());
            Notifications.awaitDelivered(cache);
            assertEquals(30, evicted.calls().size());
            assertEquals(
                    "key 10 " + "v".repeat(14) + " EVICTED", evicted.calls().get(0));
            cache.engine().validate();
        }
        try (BoundedLru<String, String> cache = strings(100).build()) {
            assertEquals(20, cache.stats().recovered());
        }
    }
}
