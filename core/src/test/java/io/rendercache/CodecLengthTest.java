package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A codec that writes another number of bytes than it declares is refused, and nothing is written. */
class CodecLengthTest {
    private static final int BYTE_VALUES = 256;

    /** What a cache does with a value. */
    enum ValueUse {
        PUT((cache, value) -> cache.put("key", value)),
        LOAD((cache, value) -> cache.get("absent", key -> value)),
        MAP_PUT((cache, value) -> cache.asMap().put("key", value)),
        MAP_PUT_IF_ABSENT((cache, value) -> cache.asMap().putIfAbsent("absent", value)),
        MAP_REPLACE((cache, value) -> cache.asMap().replace("key", value)),
        MAP_REPLACE_EXPECTED((cache, value) -> cache.asMap().replace("key", value, new byte[0])),
        MAP_REMOVE((cache, value) -> cache.asMap().remove("key", value));

        private final BiConsumer<BoundedLru<String, byte[]>, byte[]> use;

        ValueUse(BiConsumer<BoundedLru<String, byte[]>, byte[]> use) {
            this.use = use;
        }
    }

    /** What a cache does with a key. */
    enum KeyUse {
        PUT((cache, key) -> cache.put(key, 1L)),
        GET((cache, key) -> cache.get(key)),
        LOAD((cache, key) -> cache.get(key, absent -> 1L)),
        CONTAINS((cache, key) -> cache.containsKey(key)),
        REMOVE((cache, key) -> cache.remove(key)),
        MAP_GET((cache, key) -> cache.asMap().get(key)),
        MAP_PUT((cache, key) -> cache.asMap().put(key, 1L)),
        MAP_REMOVE((cache, key) -> cache.asMap().remove(key));

        private final BiConsumer<BoundedLru<byte[], Long>, byte[]> use;

        KeyUse(BiConsumer<BoundedLru<byte[], Long>, byte[]> use) {
            this.use = use;
        }
    }

    private static BoundedLru<String, byte[]> values(Codec<byte[]> codec) {
        return BoundedLru.builder(Codecs.utf8(), codec)
                .maxEntries(100)
                .maxValueBytes(4_000)
                .build();
    }

    private static void assertRefused(int declared, int written, Runnable action) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, action::run);

        assertEquals(
                "codec io.rendercache.FlawedCodec declared " + declared + " bytes and wrote " + written
                        + "; make its encodedLength and encode agree",
                refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseValuesOfWrongLength(ValueUse operation) {
        byte[] kept = {1, 2, 3, 4};
        for (int difference : new int[] {1, 3, -1, -3}) {
            // Right for what was put first, and wrong for all longer values.
            FlawedCodec codec = new FlawedCodec(value -> value.length > 4 ? value.length + difference : value.length);
            try (BoundedLru<String, byte[]> cache = values(codec)) {
                cache.put("key", kept);

                assertRefused(10 + difference, 10, () -> operation.use.accept(cache, new byte[10]));

                assertArrayEquals(kept, cache.get("key"));
                assertEquals(1, cache.size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseKeysOfWrongLength(KeyUse operation) {
        for (int difference : new int[] {1, 3, -1, -3}) {
            try (BoundedLru<byte[], Long> cache = BoundedLru.builder(
                            FlawedCodec.declaringMore(difference), Codecs.int64())
                    .maxEntries(10)
                    .build()) {
                assertRefused(10 + difference, 10, () -> operation.use.accept(cache, new byte[10]));

                assertEquals(0, cache.size());
            }
        }
    }

    @Test
    void shouldRefuseWhateverByteIsWrittenTooMany() {
        try (BoundedLru<String, byte[]> cache = values(FlawedCodec.declaringMore(-1))) {
            for (int each = 0; each < BYTE_VALUES; each++) {
                byte[] value = new byte[1 + each % 20];
                Arrays.fill(value, (byte) each);

                assertRefused(value.length - 1, value.length, () -> cache.put("key", value));
            }
            assertEquals(0, cache.size());
        }
    }

    @Test
    void shouldRefuseWhateverByteIsMissing() {
        try (BoundedLru<String, byte[]> cache = values(FlawedCodec.declaringMore(1))) {
            for (int each = 0; each < BYTE_VALUES; each++) {
                byte[] value = new byte[each % 20];
                Arrays.fill(value, (byte) each);

                assertRefused(value.length + 1, value.length, () -> cache.put("key", value));
            }
            assertEquals(0, cache.size());
        }
    }

    @Test
    void shouldTakeEveryByteAtBothEnds() {
        try (BoundedLru<String, byte[]> cache = values(FlawedCodec.right())) {
            for (int first = 0; first < BYTE_VALUES; first++) {
                for (int last = 0; last < BYTE_VALUES; last++) {
                    byte[] value = {(byte) first, 7, (byte) last};

                    cache.put("key", value);

                    assertArrayEquals(value, cache.get("key"));
                }
                byte[] single = {(byte) first};
                cache.put("key", single);
                assertArrayEquals(single, cache.get("key"));
            }
            cache.put("key", new byte[0]);
            assertArrayEquals(new byte[0], cache.get("key"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000, 900_000})
    void shouldCountHowManyBytesAreTooMany(int tooMany) {
        try (BoundedLru<String, byte[]> cache = values(FlawedCodec.declaringMore(-tooMany))) {
            assertRefused(8, 8 + tooMany, () -> cache.put("key", new byte[8 + tooMany]));
        }
    }

    @Test
    void shouldRefuseACodecThatIgnoresTheOffset() {
        FlawedCodec codec = new FlawedCodec(value -> value.length) {
            @Override
            public void encode(byte[] value, byte[] target, int offset) {
                super.encode(value, target, 0);
            }
        };
        try (BoundedLru<String, byte[]> cache = values(codec)) {
            assertThrows(IllegalStateException.class, () -> cache.put("key", new byte[10]));
            assertEquals(0, cache.size());
        }
    }

    @Test
    void shouldShowNothingOfAnotherCacheInBytesThatWereSkipped() {
        FlawedCodec skipping = new FlawedCodec(value -> 1_000) {
            @Override
            public void encode(byte[] value, byte[] target, int offset) {
                target[offset] = 1;
                target[offset + 999] = 1;
            }
        };
        byte[] secret = new byte[1_000];
        Arrays.fill(secret, (byte) 's');
        try (BoundedLru<String, byte[]> other = values(FlawedCodec.right());
                BoundedLru<String, byte[]> cache = values(skipping)) {
            other.put("secret", secret);
            other.get("secret");

            cache.put("key", new byte[0]);

            byte[] expected = new byte[1_000];
            expected[0] = 1;
            expected[999] = 1;
            assertArrayEquals(expected, cache.get("key"));
        }
    }

    @Test
    void shouldPassOnWhatACodecThrowsForReasonsOfItsOwn() {
        for (RuntimeException own : List.of(
                new IllegalArgumentException("no encoding"),
                new ArrayIndexOutOfBoundsException(),
                new IllegalStateException("broken"))) {
            FlawedCodec codec = new FlawedCodec(value -> value.length) {
                @Override
                public void encode(byte[] value, byte[] target, int offset) {
                    throw own;
                }
            };
            try (BoundedLru<String, byte[]> cache = values(codec)) {
                assertSame(own, assertThrows(own.getClass(), () -> cache.put("key", new byte[10])));
            }
        }
    }

    @Test
    void shouldNameWhatABufferRefuses() {
        FlawedCodec codec = new FlawedCodec(value -> 4) {
            @Override
            public void encode(byte[] value, byte[] target, int offset) {
                ByteBuffer.wrap(target).position(offset).limit(offset + 8).putLong(1L);
            }

            @Override
            public String id() {
                return "numbers";
            }
        };
        try (BoundedLru<String, byte[]> cache = values(codec)) {
            String message = assertThrows(IllegalStateException.class, () -> cache.put("key", new byte[0]))
                    .getMessage();

            assertTrue(message.contains("(numbers) declared 4 bytes and wrote 8;"), message);
        }
    }
}
