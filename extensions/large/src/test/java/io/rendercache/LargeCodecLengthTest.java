package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values out of line are checked like those in slots: nothing is stored of one whose codec declared another length. */
class LargeCodecLengthTest {
    private static final int LENGTH = 200_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 150_000, -1, -150_000})
    void shouldRefuseValuesOfWrongLength(int difference) {
        FlawedCodec codec = new FlawedCodec(value -> value.length == LENGTH ? LENGTH + difference : value.length);
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), codec)
                .maxEntries(10)
                .inlineValueBytes(64)
                .maxValueBytes(500_000)
                .maxBytes(1_000_000)
                .build()) {
            byte[] kept = GeneratedBytes.bytes(1, 100_000);
            cache.put("key", kept);
            long held = cache.stats().heldBytes();

            String message = assertThrows(
                            IllegalStateException.class, () -> cache.put("key", GeneratedBytes.bytes(2, LENGTH)))
                    .getMessage();
            assertThrows(
                    IllegalStateException.class,
                    () -> cache.asMap().replace("key", kept, GeneratedBytes.bytes(2, LENGTH)));
            assertThrows(
                    IllegalStateException.class, () -> cache.asMap().remove("key", GeneratedBytes.bytes(2, LENGTH)));
            assertThrows(
                    IllegalStateException.class, () -> cache.get("absent", absent -> GeneratedBytes.bytes(2, LENGTH)));

            assertTrue(
                    message.contains("FlawedCodec declared " + (LENGTH + difference) + " bytes and wrote " + LENGTH),
                    message);
            assertArrayEquals(kept, cache.get("key"));
            assertEquals(1, cache.size());
            assertEquals(held, cache.stats().heldBytes());
        }
    }
}
