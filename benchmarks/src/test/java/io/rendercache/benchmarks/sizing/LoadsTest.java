package io.rendercache.benchmarks.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadsTest {
    @Test
    void shouldReadEachDirectoryOnceAFrameAndClearUnlessForgotten() {
        RenderLoad load = new RenderLoad(40, 3, 5, 4, 0.25, 1);
        Log log = new Log();

        load.forEach(log);

        assertEquals(40 * 3 * 5, log.references.size());
        assertEquals(40 * 3, new HashSet<>(log.references).size());
        assertEquals(30 * 3, log.removed);
        assertEquals(10 * 3, log.held.size());
        assertTrue(log.most <= 4 * 3 + 10 * 3, "held at most " + log.most);
    }

    @Test
    void shouldMissOnlyColdOnceTheRunningJobsFit() {
        StackDistances distances = new StackDistances();

        new RenderLoad(200, 3, 20, 8, 0, 1).forEach(distances);

        assertEquals(24, distances.curve().enough());
        assertEquals(600, distances.curve().cold());
    }

    @Test
    void shouldBeTheSameAgainAndOtherwiseWithAnotherSeed() {
        List<Long> once = references(new SkewedLoad(100, 1_000, 1, 1));

        assertEquals(once, references(new SkewedLoad(100, 1_000, 1, 1)));
        assertNotEquals(once, references(new SkewedLoad(100, 1_000, 1, 2)));
        assertNotEquals(references(new RenderLoad(9, 1, 9, 3, 1, 1)), references(new RenderLoad(9, 1, 9, 3, 1, 2)));
    }

    @Test
    void shouldAskMostForTheFirst() {
        List<Long> drawn = references(new SkewedLoad(10, 20_000, 1, 1));

        long first = drawn.stream().filter(key -> key == 0).count();
        long fifth = drawn.stream().filter(key -> key == 4).count();
        assertEquals(5.0, (double) first / fifth, 0.5, "seed 1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAverageTheKeysInTheWindowsThatEndWithEachReference(long seed) {
        Random random = new Random(seed);
        List<Long> keys = new ArrayList<>();
        WorkingSet set = new WorkingSet(30);
        double sum = 0;

        for (int i = 0; i < 2_000; i++) {
            keys.add((long) random.nextInt(50));
            set.reference(keys.get(i));
            sum += new HashSet<>(keys.subList(Math.max(0, i - 29), i + 1)).size();
        }

        assertEquals(sum / 2_000, set.average(), 1e-9, "seed " + seed);
    }

    private static List<Long> references(References load) {
        Log log = new Log();
        try {
            load.forEach(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return log.references;
    }

    private static final class Log implements References.Sink {
        private final List<Long> references = new ArrayList<>();
        private final Set<Long> held = new HashSet<>();
        private int removed;
        private int most;

        @Override
        public void reference(long key) {
            references.add(key);
            held.add(key);
            most = Math.max(most, held.size());
        }

        @Override
        public void remove(long key) {
            assertTrue(held.remove(key));
            removed++;
        }
    }
}
