package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the codec, what comes out equals what went in, and different keys stay different. */
class BoundedLruCodecTest {
    private static final List<Long> NUMBERS =
            List.of(0L, 1L, -1L, 255L, 256L, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 0x0102030405060708L);

    @Test
    void shouldKeepNonAsciiKeysApartAndReturnNonAsciiValues() {
        try (BoundedLru<String, String> cache =
                BoundedLru.builder(Codecs.utf8(), Codecs.utf8()).maxEntries(100).build()) {
            List<String> strings = Keys.nonAscii();

            strings.forEach(string -> cache.put(string, string));

            assertEquals(strings.size(), cache.size());
            strings.forEach(string -> assertEquals(string, cache.get(Keys.copyOf(string)), Keys.printable(string)));
        }
    }

    @Test
    void shouldNotTakeLatinOneForItsUtf8BytesReadAsLatinOne() {
        try (BoundedLru<String, String> cache =
                BoundedLru.builder(Codecs.utf8(), Codecs.utf8()).maxEntries(100).build()) {
            cache.put("\u00e9", "one letter");

            assertNull(cache.get("\u00c3\u00a9"));
            cache.put("\u00c3\u00a9", "two letters");

            assertEquals("one letter", cache.get("\u00e9"));
            assertEquals("two letters", cache.get("\u00c3\u00a9"));
            assertEquals(2, cache.size());
        }
    }

    @Test
    void shouldRoundTripRandomStrings() {
        long seed = 20_261_120;
        Random random = new Random(seed);
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(10)
                .maxKeyBytes(400)
                .maxValueBytes(400)
                .build()) {
            for (int i = 0; i < 5_000; i++) {
                String key = randomString(random);
                String value = randomString(random);

                cache.put(key, value);

                assertEquals(
                        value,
                        cache.get(Keys.copyOf(key)),
                        () -> "seed " + seed + ", key " + Keys.printable(key) + ", value " + Keys.printable(value));
            }
        }
    }

    private static String randomString(Random random) {
        StringBuilder text = new StringBuilder();
        int bound = new int[] {0x80, 0x100, 0x800, 0x10000, 0x110000}[random.nextInt(5)];
        for (int left = random.nextInt(100); left > 0; left--) {
            int codePoint = random.nextInt(bound);
            text.appendCodePoint(codePoint >= 0xd800 && codePoint < 0xe000 ? 'x' : codePoint);
        }
        return text.toString();
    }

    @Test
    void shouldHoldNumbers() {
        try (BoundedLru<Long, Long> cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                .maxEntries(100)
                .build()) {
            NUMBERS.forEach(number -> cache.put(number, ~number));

            NUMBERS.forEach(number -> assertEquals(~number, cache.get(number), "key " + number));
            assertEquals(NUMBERS.size(), cache.size());
            assertNull(cache.get(2L));
        }
    }

    @Test
    void shouldHoldBytesByContentAndNotByIdentity() {
        try (BoundedLru<byte[], byte[]> cache = BoundedLru.builder(Codecs.bytes(), Codecs.bytes())
                .maxEntries(300)
                .build()) {
            for (int i = 0; i < 256; i++) {
                cache.put(new byte[] {(byte) i}, new byte[] {(byte) i, (byte) ~i});
            }
            cache.put(new byte[0], new byte[0]);
            cache.put(new byte[] {0, 0}, new byte[] {7});

            for (int i = 0; i < 256; i++) {
                assertArrayEquals(new byte[] {(byte) i, (byte) ~i}, cache.get(new byte[] {(byte) i}));
            }
            assertArrayEquals(new byte[0], cache.get(new byte[0]));
            assertArrayEquals(new byte[] {7}, cache.get(new byte[] {0, 0}));
            assertEquals(258, cache.size());
        }
    }

    @Test
    void shouldNotShareArraysWithTheCaller() {
        try (BoundedLru<String, byte[]> cache =
                BoundedLru.builder(Codecs.utf8(), Codecs.bytes()).maxEntries(10).build()) {
            byte[] value = {1, 2, 3};
            cache.put("a", value);

            value[0] = 99;
            cache.get("a")[1] = 99;

            assertArrayEquals(new byte[] {1, 2, 3}, cache.get("a"));
        }
    }

    @Test
    void shouldUseCustomCodecForKeysAndValues() {
        try (BoundedLru<Point, Point> cache = BoundedLru.builder(new PointCodec(), new PointCodec())
                .maxEntries(100)
                .build()) {
            for (int i = 0; i < 110; i++) {
                cache.put(new Point(i, -i), new Point(-i, i));
            }

            assertEquals(100, cache.size());
            assertNull(cache.get(new Point(9, -9)));
            for (int i = 10; i < 110; i++) {
                assertEquals(new Point(-i, i), cache.get(new Point(i, -i)));
            }
            assertNull(cache.get(new Point(-20, 20)));
        }
    }

    @Test
    void shouldDecodeFromNoMoreThanTheBytesOfTheValue() {
        try (BoundedLru<Long, byte[]> cache = BoundedLru.builder(Codecs.int64(), Codecs.bytes())
                .maxEntries(4)
                .maxValueBytes(1_000)
                .build()) {
            for (int length : new int[] {1_000, 0, 1, 7, 8, 9, 999, 3}) {
                byte[] value = new byte[length];
                new Random(length).nextBytes(value);

                cache.put(1L, value);

                byte[] read = cache.get(1L);
                assertTrue(read != null && read.length == length, "length " + length);
                assertArrayEquals(value, read);
            }
        }
    }

    private record Point(int x, int y) {}

    private static final class PointCodec implements Codec<Point> {
        @Override
        public int encodedLength(Point value) {
            return 8;
        }

        @Override
        public void encode(Point value, byte[] target, int offset) {
            ByteBuffer.wrap(target, offset, 8).putInt(value.x).putInt(value.y);
        }

        @Override
        public Point decode(byte[] source, int offset, int length) {
            ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
            return new Point(buffer.getInt(), buffer.getInt());
        }
    }
}
