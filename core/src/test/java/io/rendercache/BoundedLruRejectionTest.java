package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and values that do not fit into a slot, and strings that have no encoding. */
class BoundedLruRejectionTest {
    private static final int MAX_KEY_BYTES = 20;
    private static final int MAX_VALUE_BYTES = 30;
    private static final String LONG_KEY = "k".repeat(MAX_KEY_BYTES + 1);
    private static final String LONG_VALUE = "v".repeat(MAX_VALUE_BYTES + 1);

    private final BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
            .maxEntries(10)
            .maxKeyBytes(MAX_KEY_BYTES)
            .maxValueBytes(MAX_VALUE_BYTES)
            .build();

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldHoldKeyAndValueOfExactlyTheLimit() {
        String key = "k".repeat(MAX_KEY_BYTES);
        String value = "v".repeat(MAX_VALUE_BYTES);

        cache.put(key, value);

        assertEquals(value, cache.get(Keys.copyOf(key)));
        assertEquals(0, cache.stats().rejected());
    }

    @Test
    void shouldRefusePutOfTooLargeKeyAndNameSizes() {
        String message = refusedPut(LONG_KEY, "v");

        assertTrue(message.contains("21") && message.contains("20"), message);
    }

    @Test
    void shouldRefusePutOfTooLargeValueAndNameSizes() {
        String message = refusedPut("k", LONG_VALUE);

        assertTrue(message.contains("31") && message.contains("30"), message);
    }

    private String refusedPut(String key, String value) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> cache.put(key, value));
        assertEquals(1, cache.stats().rejected());
        assertEquals(0, cache.stats().puts());
        assertEquals(0, cache.size());
        return refusal.getMessage();
    }

    @Test
    void shouldMeasureBytesAndNotCharacters() {
        String key = "\u00e9".repeat(MAX_KEY_BYTES / 2);

        cache.put(key, "v");

        assertEquals("v", cache.get(key));
        assertThrows(IllegalArgumentException.class, () -> cache.put(key + "\u00e9", "v"));
        assertThrows(IllegalArgumentException.class, () -> cache.put("k", "\u6e32".repeat(MAX_VALUE_BYTES / 3 + 1)));
    }

    @Test
    void shouldKeepOldValueWhenNewOneIsRefused() {
        cache.put("k", "old");

        assertThrows(IllegalArgumentException.class, () -> cache.put("k", LONG_VALUE));

        assertEquals("old", cache.get("k"));
        assertEquals(1, cache.size());
    }

    @Test
    void shouldMissOnTooLargeKey() {
        assertNull(cache.get(LONG_KEY));
        assertFalse(cache.containsKey(LONG_KEY));
        assertFalse(cache.remove(LONG_KEY));

        assertEquals(1, cache.stats().misses());
        assertEquals(0, cache.stats().rejected());
    }

    @Test
    void shouldReturnLoadersAnswerForTooLargeKeyAndNotCacheIt() {
        assertEquals("first", cache.get(LONG_KEY, key -> "first"));
        assertEquals("second", cache.get(LONG_KEY, key -> "second"));

        assertEquals(0, cache.size());
        assertEquals(2, cache.stats().loads());
        assertEquals(2, cache.stats().rejected());
        assertEquals(2, cache.stats().misses());
    }

    @Test
    void shouldReturnLoadersTooLargeAnswerAndNotCacheIt() {
        assertEquals(LONG_VALUE, cache.get("k", key -> LONG_VALUE));
        assertFalse(cache.containsKey("k"));
        assertEquals("small", cache.get("k", key -> "small"));

        assertEquals(1, cache.size());
        assertEquals(2, cache.stats().loads());
        assertEquals(1, cache.stats().rejected());
        assertEquals(1, cache.stats().puts());
    }

    static Iterable<String> loneSurrogates() {
        return Keys.loneSurrogates().stream().map(Keys::printable).toList();
    }

    @ParameterizedTest
    @MethodSource("loneSurrogates")
    void shouldRefuseStringsWithoutUtf8Form(String printable) {
        String illFormed = Keys.loneSurrogates().stream()
                .filter(string -> Keys.printable(string).equals(printable))
                .findFirst()
                .orElseThrow();
        cache.put("k", "old");
        cache.put("?", "not for you");
        cache.put("\ufffd", "nor for you");

        assertThrows(IllegalArgumentException.class, () -> cache.put(illFormed, "v"));
        assertThrows(IllegalArgumentException.class, () -> cache.put("k", illFormed));
        assertThrows(IllegalArgumentException.class, () -> cache.get(illFormed));
        assertThrows(IllegalArgumentException.class, () -> cache.get(illFormed, key -> "v"));
        assertThrows(IllegalArgumentException.class, () -> cache.containsKey(illFormed));
        assertThrows(IllegalArgumentException.class, () -> cache.remove(illFormed));

        assertEquals("old", cache.get("k"));
        assertEquals(3, cache.size());
    }
}
