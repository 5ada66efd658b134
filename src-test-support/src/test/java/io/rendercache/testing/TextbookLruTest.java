package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TextbookLruTest {
    @Test
    void shouldEvictLeastRecentlyAccessed() {
        TextbookLru<String> lru = new TextbookLru<>(2);
        lru.access("a");
        lru.access("b");

        lru.access("a");
        lru.access("c");

        assertTrue(lru.contains("a"));
        assertFalse(lru.contains("b"));
        assertTrue(lru.contains("c"));
        assertEquals(2, lru.size());
        assertEquals(1, lru.hits());
        assertEquals(3, lru.misses());
    }

    @Test
    void shouldMissEveryTimeOnLoopLongerThanCapacity() {
        long[] trace = Traces.loop(1_000, 11);

        assertEquals(1_000, TextbookLru.missesOf(trace, 10));
        assertEquals(11, TextbookLru.missesOf(trace, 11));
    }
}
