package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampedLruModelTest {
    @Test
    void shouldEvictInOrderOfInsertsAcrossStripes() {
        StampedLruModel<Integer, String> model = new StampedLruModel<>(6, 3, key -> key % 3 == 0 ? 0 : key % 3);

        IntStream.range(0, 6).forEach(key -> model.put(key, "v" + key));

        assertEquals(List.of(0, 1, 2, 3, 4, 5), model.keysInEvictionOrder());
        assertEquals(6, model.size());
        assertEquals(0, model.put(6, "v6"));
        assertEquals(0, model.lastEvicted());
    }

    @Test
    void shouldSpareEntryHitSinceLaterInsert() {
        StampedLruModel<Integer, String> model = new StampedLruModel<>(3, 1, key -> 0);
        model.put(0, "a");
        model.put(1, "b");
        model.put(2, "c");

        assertEquals("a", model.get(0));

        assertEquals(List.of(1, 2, 0), model.keysInEvictionOrder());
    }

    @Test
    void shouldLoseOrderOfHitsBetweenTwoInserts() {
        StampedLruModel<Integer, String> model = new StampedLruModel<>(3, 1, key -> 0);
        model.put(0, "a");
        model.put(1, "b");
        model.put(2, "c");

        model.get(1);
        model.get(0);

        assertEquals(List.of(2, 0, 1), model.keysInEvictionOrder()); // textbook: 2, 1, 0
    }

    @Test
    void shouldStampOnOverwriteAndNotOnContains() {
        StampedLruModel<Integer, String> model = new StampedLruModel<>(3, 1, key -> 0);
        model.put(0, "a");
        model.put(1, "b");
        model.put(2, "c");

        assertNull(model.put(1, "bb"));
        assertTrue(model.containsKey(0));

        assertEquals(List.of(0, 2, 1), model.keysInEvictionOrder());
        assertEquals("bb", model.get(1));
    }

    @Test
    void shouldTurnToAnotherStripeWhenMovedEntryWasItsOldest() {
        StampedLruModel<Integer, String> model = new StampedLruModel<>(4, 2, key -> key % 2);
        model.put(0, "a"); // stripe 0, insert 1
        model.put(1, "b"); // stripe 1, insert 2
        model.put(2, "c"); // stripe 0, insert 3
        model.put(3, "d"); // stripe 1, insert 4

        model.get(0); // now as young as insert 3

        assertEquals(1, model.put(4, "e"));
        assertEquals(List.of(2, 0, 3, 4), model.keysInEvictionOrder());
    }

    @Test
    void shouldForgetRemovedAndClearedEntries() {
        StampedLruModel<Integer, String> model = new StampedLruModel<>(3, 2, key -> key % 2);
        IntStream.range(0, 3).forEach(key -> model.put(key, "v"));

        assertTrue(model.remove(0));
        assertFalse(model.remove(0));
        assertNull(model.get(0));
        assertEquals(List.of(1, 2), model.keysInEvictionOrder());
        model.clear();

        assertEquals(0, model.size());
        assertEquals(List.of(), model.keysInEvictionOrder());
        assertNull(model.put(5, "v"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16})
    void shouldMissAsOftenAsTextbookLruWithinHalfPercent(int stripes) {
        long[] trace = Traces.zipf(100_000, 20_000, 0.9, 11);

        StampedLruModel<Long, Long> model =
                new StampedLruModel<>(1_000, stripes, key -> Math.floorMod(key * 0x9e3779b97f4a7c15L >>> 32, stripes));
        long misses = 0;
        for (long key : trace) {
            if (model.get(key) == null) {
                misses++;
                model.put(key, key);
            }
        }

        long textbook = TextbookLru.missesOf(trace, 1_000);
        assertEquals(textbook, misses, textbook * 0.005);
    }

    @Test
    void shouldNeverExceedItsCapacityUnderRandomOperations() {
        Random random = new Random(5);
        StampedLruModel<Integer, Integer> model = new StampedLruModel<>(17, 4, key -> key % 4);

        for (int i = 0; i < 20_000; i++) {
            int key = random.nextInt(60);
            switch (random.nextInt(8)) {
                case 0 -> model.remove(key);
                case 1, 2, 3 -> model.put(key, i);
                default -> model.get(key);
            }
            assertTrue(model.size() <= 17);
            if (i % 500 == 0) {
                assertEquals(
                        model.size(), List.copyOf(model.keysInEvictionOrder()).size());
            }
        }
    }
}
