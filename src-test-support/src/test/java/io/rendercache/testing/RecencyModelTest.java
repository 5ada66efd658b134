package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecencyModelTest {
    private static RecencyModel<String, Integer> model(int grainBits, String... keys) {
        RecencyModel<String, Integer> model = new RecencyModel<>(10, grainBits, 0);
        for (String key : keys) {
            model.put(key, 0);
        }
        return model;
    }

    private static <V> List<String> admissible(RecencyModel<String, V> model, String... keys) {
        return List.of(keys).stream().filter(model::isAdmissibleVictim).toList();
    }

    @Test
    void shouldAnswerLikeAMap() {
        RecencyModel<String, Integer> model = new RecencyModel<>(2, 0, 0);

        assertNull(model.put("a", 1));
        assertEquals(1, model.put("a", 2));
        assertEquals(2, model.get("a"));
        assertNull(model.get("b"));
        assertTrue(model.containsKey("a"));
        assertTrue(model.holds("a", 2));
        assertFalse(model.holds("a", 1));
        assertFalse(model.holds("b", 1));
        assertTrue(model.remove("a"));
        assertFalse(model.remove("a"));
        assertFalse(model.containsKey("a"));
        model.put("c", 3);
        assertEquals(1, model.size());
        model.clear();
        assertEquals(0, model.size());
        assertNull(model.get("c"));
        assertEquals(3, model.now());
    }

    @Test
    void shouldRefuseAnInsertWithoutRoom() {
        RecencyModel<String, Integer> model = new RecencyModel<>(1, 0, 0);
        model.put("a", 1);

        assertTrue(model.isFull());
        assertThrows(IllegalStateException.class, () -> model.put("b", 1));
        assertEquals(1, model.put("a", 2));
        assertEquals(2, model.now());
    }

    @Test
    void shouldAdmitOnlyTheOldestOfWhatWasOnlyWritten() {
        RecencyModel<String, Integer> model = model(2, "a", "b", "c", "d", "e", "f");

        assertEquals(List.of("a"), admissible(model, "a", "b", "c", "d", "e", "f"));
        assertEquals(List.of("a", "b", "c", "d"), model.certainlyOlderThan("e"));

        model.put("a", 1);

        assertEquals(List.of("b"), admissible(model, "a", "b", "c", "d", "e", "f"));
        assertEquals(List.of("b", "c", "d", "e", "f"), model.certainlyOlderThan("a"));
    }

    @Test
    void shouldLoseTheOrderOfAHitWithinItsTick() {
        RecencyModel<String, Integer> model = model(2, "a", "b", "c"); // numbers 1 to 3, tick 0

        model.get("b");

        assertEquals(List.of("a", "b"), admissible(model, "a", "b", "c"));
        assertEquals(List.of(), model.certainlyOlderThan("b"));
        assertEquals(List.of("a"), model.certainlyOlderThan("c"));
        assertEquals("b (hit, tick 0)", model.describe("b"));
        assertEquals("c (write 3, tick 0)", model.describe("c"));
    }

    @Test
    void shouldFileAHitInThePresentTick() {
        RecencyModel<String, Integer> model = model(1, "a", "b", "c", "d"); // ticks 0, 1, 1, 2

        model.get("a");

        assertEquals(List.of("b"), admissible(model, "a", "b", "c", "d"));
        assertEquals(List.of("b", "c"), model.certainlyOlderThan("a"));
        assertEquals(List.of("b", "c"), model.certainlyOlderThan("d"));
    }

    @Test
    void shouldKnowTheExactOrderAgainOnceAHitEntryIsWritten() {
        RecencyModel<String, Integer> model = model(3, "a", "b", "c");
        model.get("a");

        model.put("a", 1);

        assertEquals(List.of("b"), admissible(model, "a", "b", "c"));
    }

    @Test
    void shouldForgetRemovedEntries() {
        RecencyModel<String, Integer> model = model(0, "a", "b", "c");
        model.get("a");

        model.remove("b");

        assertEquals(List.of("a", "c"), admissible(model, "a", "b", "c"));
        assertFalse(model.isAdmissibleVictim("b"));
        assertThrows(IllegalArgumentException.class, () -> model.certainlyOlderThan("b"));
    }

    @Test
    void shouldSkipNumbersWhoseLowHalfIsZero() {
        RecencyModel<String, Integer> model = new RecencyModel<>(3, 0, (1L << 32) - 2);

        model.put("a", 0);
        assertEquals((1L << 32) - 1, model.now());
        model.put("b", 0);

        assertEquals((1L << 32) + 1, model.now());
        assertEquals(List.of("a"), admissible(model, "a", "b"));
    }

    @Test
    void shouldAdvance() {
        RecencyModel<String, Integer> model = model(0, "a", "b");

        model.advanceTo(100);
        model.get("a");

        assertEquals("a (hit, tick 100)", model.describe("a"));
        assertThrows(IllegalArgumentException.class, () -> model.advanceTo(99));
    }

    /** The definition, entry by entry, is slow and plain. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void shouldAgreeWithTheDefinition(int grainBits) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RecencyModel<Integer, Integer> model = new RecencyModel<>(12, grainBits, 0);
        Map<Integer, long[]> known = new HashMap<>(); // number, 1 if exact

        for (int i = 0; i < 5_000; i++) {
            int key = random.nextInt(20);
            if (random.nextInt(10) == 0) {
                assertEquals(known.remove(key) != null, model.remove(key), "seed " + seed);
            } else if (random.nextBoolean()) {
                if (model.get(key) != null) {
                    known.put(key, new long[] {model.now(), 0});
                }
            } else if (!model.isFull() || model.containsKey(key)) {
                model.put(key, i);
                known.put(key, new long[] {model.now(), 1});
            }

            for (int victim : known.keySet()) {
                List<Integer> older = new ArrayList<>();
                known.forEach((other, use) -> {
                    if (isCertainlyOlder(use, known.get(victim), grainBits)) {
                        older.add(other);
                    }
                });
                List<Integer> told = new ArrayList<>(model.certainlyOlderThan(victim));
                told.sort(null);
                older.sort(null);
                assertEquals(older, told, "seed " + seed + " step " + i);
                assertEquals(older.isEmpty(), model.isAdmissibleVictim(victim), "seed " + seed + " step " + i);
            }
        }
    }

    private static boolean isCertainlyOlder(long[] a, long[] b, int grainBits) {
        long tickOfA = a[0] >>> grainBits;
        long tickOfB = b[0] >>> grainBits;
        return tickOfA < tickOfB || tickOfA == tickOfB && a[1] + b[1] == 2 && a[0] < b[0];
    }

    @Test
    void shouldFollowManyEvictionsInOrder() {
        RecencyModel<Integer, Integer> model = new RecencyModel<>(1_000, 4, 0);
        IntStream.range(0, 1_000).forEach(key -> model.put(key, key));

        for (int i = 0; i < 200_000; i++) {
            assertTrue(model.isAdmissibleVictim(i), "key " + i);
            model.remove(i);
            model.put(i + 1_000, i);
        }

        assertEquals(1_000, model.size());
    }
}
