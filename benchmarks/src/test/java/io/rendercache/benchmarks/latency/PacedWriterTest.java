package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PacedWriterTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long START = 5 * SECOND;

    private final Times times = new Times();
    private long now = START;
    private int inserts;
    private Runnable insert = () -> {};

    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void await(long nanos) {
            now = Math.max(now, nanos);
        }
    };

    private final PacedWriter writer = new PacedWriter(clock, MILLI, START, () -> insert.run(), times);

    @Test
    void shouldChargeAStallAtTheEndToAllThatItHeldUp() {
        insert = () -> {
            now += ++inserts == 901 ? 10 * SECOND : 1;
        };
        writer.timeFrom(START);
        writer.endAt(START + SECOND);

        writer.run();

        Histogram responses = times.responsesSince();
        Histogram services = times.servicesSince();
        assertEquals(1_000, inserts);
        assertEquals(1_000, responses.getTotalCount());
        assertEquals(100, responses.getCountBetweenValues(9 * SECOND, 11 * SECOND));
        assertEquals(1, services.getCountBetweenValues(9 * SECOND, 11 * SECOND));
    }

    @Test
    void shouldTimeOnlyWhatIsDueWhileTheOtherIsAtWork() {
        insert = () -> {
            now += 1;
            inserts++;
            if (inserts == 500) {
                writer.endAt(START + 600 * MILLI);
            }
        };
        writer.timeFrom(START + 100 * MILLI);

        writer.run();

        assertEquals(600, inserts);
        assertEquals(500, times.responsesSince().getTotalCount());
        assertEquals(500, times.servicesSince().getTotalCount());
    }

    @Test
    void shouldTimeNothingBeforeItIsTold() {
        insert = () -> {
            if (++inserts == 50) {
                writer.endAt(now);
            }
        };

        writer.run();

        assertEquals(0, times.responsesSince().getTotalCount());
    }
}
