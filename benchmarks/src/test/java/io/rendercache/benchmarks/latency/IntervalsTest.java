package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IntervalsTest {
    @Test
    void shouldTakeASecondAnIntervalAndLongerOnesInALongRun() {
        assertEquals(1, Intervals.seconds(1));
        assertEquals(1, Intervals.seconds(60));
        assertEquals(2, Intervals.seconds(61));
        for (int seconds = 1; seconds <= 86_400; seconds++) {
            int intervals = (seconds + Intervals.seconds(seconds) - 1) / Intervals.seconds(seconds);
            assertTrue(intervals >= 1 && intervals <= 60, intervals + " intervals in " + seconds + " s");
        }
    }
}
