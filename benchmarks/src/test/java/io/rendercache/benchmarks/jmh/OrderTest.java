package io.rendercache.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void shouldAskForEachKeyOnceARound() {
        int[] order = Order.shuffledRounds(100, 900);

        for (int at = 0; at + 900 <= order.length; at += 900) {
            assertEquals(
                    900,
                    Arrays.stream(order, at, at + 900)
                            .filter(key -> key >= 100 && key < 1_000)
                            .distinct()
                            .count());
        }
    }

    @Test
    void shouldStrewInsertsEvenly() {
        assertEquals(0.05, shareOfInserts(Order.mix(900, 5)), 0.001);
        assertEquals(0.5, shareOfInserts(Order.mix(250, 50)), 0.001);
    }

    @Test
    void shouldDrawTheFavouriteAsOftenAsItsWeight() {
        int[] order = Order.zipf(10_000, 0.99);

        double weights = 0;
        for (int rank = 1; rank <= 10_000; rank++) {
            weights += 1 / Math.pow(rank, 0.99);
        }
        int[] drawn = new int[10_000];
        for (int key : order) {
            drawn[key]++;
        }
        double favourite = Arrays.stream(drawn).max().orElseThrow() / (double) order.length;
        assertEquals(1 / weights, favourite, 0.01);
    }

    @Test
    void shouldBeAsLongAsAPowerOfTwo() {
        assertTrue(Integer.bitCount(Order.shuffledRounds(0, 900_000).length) == 1);
        assertTrue(Integer.bitCount(Order.mix(900, 5).length) == 1);
        assertTrue(Integer.bitCount(Order.zipf(17_384, 0.99).length) == 1);
    }

    private static double shareOfInserts(int[] order) {
        return Arrays.stream(order).filter(key -> key == Order.INSERT).count() / (double) order.length;
    }
}
