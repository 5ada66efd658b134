package io.rendercache.benchmarks.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.testing.TextbookLru;
import io.rendercache.testing.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackDistancesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldCountTheMissesOfTextbookLruAtEveryCapacity(long seed) {
        int distinct = 150;
        long[] trace = Traces.zipfWithScans(6_000, distinct, 0.6, 40, seed);

        StackDistances distances = new StackDistances();
        for (long key : trace) {
            distances.reference(key);
        }

        MissCurve curve = distances.curve();
        for (int capacity = 1; capacity <= distinct + 200; capacity++) {
            assertEquals(
                    TextbookLru.missesOf(trace, capacity),
                    curve.misses(capacity),
                    "seed " + seed + ", capacity " + capacity);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldCountTheMissesOfLruWhoseKeysAreRemovedAtEveryCapacity(long seed) {
        Random random = new Random(seed);
        int most = 40;
        StackDistances distances = new StackDistances();
        Model[] models = new Model[most + 5];
        for (int capacity = 1; capacity < models.length; capacity++) {
            models[capacity] = new Model(capacity);
        }

        for (int step = 0; step < 8_000; step++) {
            long key = random.nextInt(most);
            boolean removed = random.nextInt(5) == 0;
            if (removed) {
                distances.remove(key);
            } else {
                distances.reference(key);
            }
            for (int capacity = 1; capacity < models.length; capacity++) {
                models[capacity].step(key, removed);
            }
        }

        MissCurve curve = distances.curve();
        for (int capacity = 1; capacity < models.length; capacity++) {
            assertEquals(models[capacity].misses, curve.misses(capacity), "seed " + seed + ", capacity " + capacity);
        }
    }

    @Test
    void shouldKeepColdMissesApart() {
        StackDistances distances = new StackDistances();

        for (long key : new long[] {7, 8, 7, 9, 8}) {
            distances.reference(key);
        }

        MissCurve curve = distances.curve();
        assertEquals(5, curve.references());
        assertEquals(3, curve.cold());
        assertEquals(3, curve.enough());
        assertEquals(List.of(1, 2, 3), curve.steps());
        assertEquals(5, curve.misses(1));
        assertEquals(4, curve.misses(2));
        assertEquals(3, curve.misses(1_000_000_000_000L));
        assertEquals(2, curve.atMost(4));
    }

    @Test
    void shouldSayNothingOfNoReferences() {
        MissCurve curve = new StackDistances().curve();

        assertEquals(0, curve.misses(10));
        assertEquals(0.0, curve.missRatio(10));
        assertEquals(List.of(1), curve.steps());
    }

    @ParameterizedTest
    @CsvSource({
        "web12.trace.xz, 200, 53501, 13756",
        "web12.trace.xz, 300, 48747, 13756",
        "web12.trace.xz, 400, 45095, 13756",
        "web12.trace.xz, 800, 36378, 13756",
        "web12.trace.xz, 1200, 31690, 13756",
        "web12.trace.xz, 3000, 22482, 13756",
        "loop.trace.gz, 512, 505500, 1011",
        "multi1.trace.gz, 1000, 8210, 2606",
        "cpp.trace.gz, 500, 1377, 1223",
    })
    void shouldCountThePublishedMissesOfPublicTrace(String name, int capacity, long misses, long distinct)
            throws IOException {
        Optional<Path> file = Traces.find(name);
        assumeTrue(
                file.isPresent(),
                () -> name + " is not in the folder that the system property " + Traces.FOLDER_PROPERTY
                        + " names: not gone through");
        StackDistances distances = new StackDistances();

        new TraceFile(file.get(), TraceFormat.guess(name).orElseThrow()).forEach(distances);

        assertEquals(misses, distances.curve().misses(capacity));
        assertEquals(distinct, distances.curve().cold());
    }

    /** LRU of one capacity, the obvious way. */
    private static final class Model {
        private final int capacity;
        private final Map<Long, Boolean> entries = new LinkedHashMap<>(16, 0.75f, true);
        private long misses;

        Model(int capacity) {
            this.capacity = capacity;
        }

        void step(long key, boolean removed) {
            if (removed) {
                entries.remove(key);
            } else if (entries.get(key) == null) {
                misses++;
                if (entries.size() == capacity) {
                    entries.remove(entries.keySet().iterator().next());
                }
                entries.put(key, true);
            }
        }
    }
}
