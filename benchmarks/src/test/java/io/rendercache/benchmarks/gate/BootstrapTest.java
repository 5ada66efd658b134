package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void shouldGiveTheSameIntervalForTheSameSeed() {
        double[] values = new SplittableRandom(3).doubles(21).toArray();

        assertEquals(new Bootstrap(500).ofMedian(values, 7), new Bootstrap(500).ofMedian(values, 7));
    }

    @Test
    void shouldNotChangeTheValues() {
        double[] values = {3, 1, 2};

        new Bootstrap(100).ofMedian(values, 1);

        assertEquals("[3.0, 1.0, 2.0]", Arrays.toString(values));
    }

    @Test
    void shouldHoldTheTrueMedianAboutNineTimesInTen() {
        for (int count : new int[] {15, 32}) {
            SplittableRandom random = new SplittableRandom(count);
            int held = 0;
            for (int i = 0; i < 2_000; i++) {
                Interval interval =
                        new Bootstrap(300).ofMedian(random.doubles(count).toArray(), i);
                held += interval.low() <= 0.5 && interval.high() >= 0.5 ? 1 : 0;
            }

            assertTrue(held > 1_740 && held < 1_940, "seed " + count + ": held the median " + held + " of 2000 times");
        }
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleTwo() {
        Interval interval = new Bootstrap(2_000).ofMedian(new double[] {0, 1}, 1);

        assertEquals(new Interval(0, 0.5, 1), interval);
    }

    @Test
    void shouldRefuseNoValues() {
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(10).ofMedian(new double[0], 1));
    }
}
