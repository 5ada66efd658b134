package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What contract.md's section on BoundedLru says, as one thread sees it. */
class BoundedLruContractTest {
    private final BoundedLru<String, String> cache = cache(3);

    @AfterEach
    void closeCache() {
        cache.close();
    }

    private static BoundedLru<String, String> cache(int maxEntries) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(maxEntries)
                .stripes(1)
                .build();
    }

    private void putAll(String... keys) {
        for (String key : keys) {
            cache.put(key, "value of " + key);
        }
    }

    @Test
    void shouldReturnWhatWasPut() {
        putAll("a", "b");

        assertEquals("value of a", cache.get(Keys.copyOf("a")));
        assertEquals("value of b", cache.get("b"));
        assertNull(cache.get("c"));
        assertEquals(2, cache.size());
    }

    @Test
    void shouldEvictOldestWhenFull() {
        putAll("a", "b", "c");

        putAll("d");

        assertFalse(cache.containsKey("a"));
        assertTrue(cache.containsKey("b"));
        assertTrue(cache.containsKey("d"));
        assertEquals(3, cache.size());
    }

    @Test
    void shouldMakeEntryNewestOnGet() {
        putAll("a", "b", "c");

        cache.get("a");
        putAll("d");

        assertTrue(cache.containsKey("a"));
        assertFalse(cache.containsKey("b"));
    }

    @Test
    void shouldMakeEntryNewestOnLoaderHit() {
        putAll("a", "b", "c");

        cache.get("a", key -> "loaded");
        putAll("d");

        assertEquals("value of a", cache.get("a"));
        assertFalse(cache.containsKey("b"));
    }

    @Test
    void shouldNotTouchRecencyOnContainsKeyAndSize() {
        putAll("a", "b", "c");

        assertTrue(cache.containsKey("a"));
        assertEquals(3, cache.size());
        putAll("d");

        assertFalse(cache.containsKey("a"));
        assertTrue(cache.containsKey("b"));
    }

    @Test
    void shouldOverwriteAndMakeNewestOnPut() {
        putAll("a", "b", "c");

        cache.put("a", "another");
        putAll("d");

        assertEquals("another", cache.get("a"));
        assertFalse(cache.containsKey("b"));
        assertEquals(3, cache.size());
    }

    @Test
    void shouldOverwriteWithLongerAndShorterValues() {
        for (String value : new String[] {"short", "x".repeat(60), "", "medium length"}) {
            cache.put("a", value);

            assertEquals(value, cache.get("a"));
            assertEquals(1, cache.size());
        }
    }

    @Test
    void shouldHoldEmptyKey() {
        cache.put("", "value of nothing");

        assertEquals("value of nothing", cache.get(""));
        assertTrue(cache.remove(""));
        assertNull(cache.get(""));
    }

    @Test
    void shouldRemove() {
        putAll("a", "b");

        assertTrue(cache.remove("a"));
        assertFalse(cache.remove("a"));
        assertFalse(cache.remove("never there"));

        assertNull(cache.get("a"));
        assertEquals(1, cache.size());
    }

    @Test
    void shouldReuseRoomOfRemovedWithoutEvicting() {
        putAll("a", "b", "c");

        cache.remove("b");
        putAll("d");

        assertEquals("value of a", cache.get("a"));
        assertEquals("value of c", cache.get("c"));
        assertEquals("value of d", cache.get("d"));
        assertEquals(0, cache.stats().evictions());
    }

    @Test
    void shouldClear() {
        putAll("a", "b", "c");

        cache.clear();

        assertEquals(0, cache.size());
        assertNull(cache.get("a"));
        putAll("d", "e", "f");
        assertEquals(3, cache.size());
        assertEquals(0, cache.stats().evictions());
    }

    @Test
    void shouldHoldOneEntry() {
        try (BoundedLru<String, String> one = cache(1)) {
            one.put("a", "1");
            one.put("b", "2");

            assertNull(one.get("a"));
            assertEquals("2", one.get("b"));
            assertEquals(1, one.size());
            assertEquals(1, one.maxEntries());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseCapacityThatIsNotPositive(int maxEntries) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> cache(maxEntries).close());

        assertTrue(refusal.getMessage().contains(String.valueOf(maxEntries)), refusal.getMessage());
    }

    @Test
    void shouldBuildWithNothingButCodecs() {
        try (BoundedLru<String, Long> plain =
                BoundedLru.builder(Codecs.utf8(), Codecs.int64()).build()) {
            plain.put(Keys.path(1), 7L);

            assertEquals(7L, plain.get(Keys.path(1)));
            assertTrue(plain.maxEntries() > 0, "maxEntries " + plain.maxEntries());
        }
    }

    @Test
    void shouldTellItsNameAndCapacity() {
        try (BoundedLru<String, String> named = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(17)
                .name("labels")
                .build()) {
            assertEquals("labels", named.name());
            assertEquals(17, named.maxEntries());
            assertEquals(17, named.stats().capacity());
        }
    }

    @TestFactory
    @SuppressWarnings("NullAway") // it is null that must be refused
    Stream<DynamicTest> shouldRefuseNull() {
        String none = null;
        return refusals(
                NullPointerException.class,
                Map.ofEntries(
                        Map.entry("get", () -> cache.get(none)),
                        Map.entry("get with loader", () -> cache.get(none, key -> "x")),
                        Map.entry("get without loader", () -> cache.get("a", null)),
                        Map.entry("put key", () -> cache.put(none, "x")),
                        Map.entry("put value", () -> cache.put("a", none)),
                        Map.entry("remove", () -> cache.remove(none)),
                        Map.entry("containsKey", () -> cache.containsKey(none)),
                        Map.entry("key codec", () -> BoundedLru.builder(null, Codecs.utf8())),
                        Map.entry("value codec", () -> BoundedLru.builder(Codecs.utf8(), null)),
                        Map.entry(
                                "name",
                                () -> BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                                        .name(none)),
                        Map.entry(
                                "listener",
                                () -> BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                                        .listener(null))));
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseUseAfterClose() {
        BoundedLru<String, String> closed = cache(3);
        closed.put("a", "x");
        ConcurrentMap<String, String> map = closed.asMap();
        closed.close();
        closed.close();

        return refusals(
                IllegalStateException.class,
                Map.ofEntries(
                        Map.entry("get", () -> closed.get("a")),
                        Map.entry("get absent", () -> closed.get("b")),
                        Map.entry("get with loader", () -> closed.get("a", key -> "x")),
                        Map.entry("put", () -> closed.put("a", "x")),
                        Map.entry("remove", () -> closed.remove("a")),
                        Map.entry("containsKey", () -> closed.containsKey("a")),
                        Map.entry("clear", closed::clear),
                        Map.entry("size", closed::size),
                        Map.entry("stats", closed::stats),
                        Map.entry("map get", () -> map.get("a")),
                        Map.entry("map put", () -> map.put("a", "x")),
                        Map.entry("map size", map::size),
                        Map.entry("map iteration", () -> map.forEach((key, value) -> {}))));
    }

    @Test
    void shouldBeClosedOnlyOnceHoweverOftenAsked() {
        BoundedLru<String, String> closed = cache(3);

        closed.close();
        closed.close();

        assertThrows(IllegalStateException.class, () -> closed.get("a"));
    }

    private static Stream<DynamicTest> refusals(Class<? extends Exception> type, Map<String, Executable> calls) {
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> assertThrows(type, call.getValue())));
    }
}
