package io.rendercache.benchmarks.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTableTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHoldWhatAMapHolds(long seed) {
        Random random = new Random(seed);
        LongTable table = new LongTable();
        Map<Long, Integer> map = new HashMap<>();

        for (int step = 0; step < 60_000; step++) {
            long key = random.nextInt(step < 30_000 ? 600 : 5_000) - 300L;
            if (random.nextInt(3) == 0) {
                Integer removed = map.remove(key);
                assertEquals(removed == null ? LongTable.NONE : removed, table.remove(key), "seed " + seed);
            } else {
                table.put(key, step);
                map.put(key, step);
            }
            assertEquals(map.size(), table.size(), "seed " + seed);
        }

        for (long key = -300; key < 5_000; key++) {
            assertEquals(map.getOrDefault(key, LongTable.NONE), table.get(key), "seed " + seed + ", key " + key);
        }
    }
}
