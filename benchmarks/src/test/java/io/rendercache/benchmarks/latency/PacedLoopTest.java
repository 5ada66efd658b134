package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PacedLoopTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Histogram responses = Times.histogram();
    private final Histogram services = Times.histogram();
    private long now = 5 * SECOND;
    private int calls;

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

    @Test
    void shouldChargeAStallToAllThatItHeldUp() {
        PacedLoop loop = loop(() -> {
            now += ++calls == 500 ? 100 * MILLI : 1;
            return PacedLoop.Outcome.HIT;
        });

        run(loop, SECOND);

        assertEquals(1_000, responses.getTotalCount());
        // A read was due each millisecond of the stall: the one that stalled, and those behind it.
        assertEquals(100, responses.getTotalCount() - responses.getCountBetweenValues(0, MILLI / 2), 1);
        assertEquals(50, responses.getTotalCount() - responses.getCountBetweenValues(0, 50 * MILLI), 1);
        assertEquals(1, services.getTotalCount() - services.getCountBetweenValues(0, MILLI / 2));
    }

    @Test
    void shouldChargeWhatWasDueAndNotBegunAtTheEnd() {
        PacedLoop loop = loop(() -> {
            now += ++calls == 500 ? 10 * SECOND : 1;
            return PacedLoop.Outcome.HIT;
        });

        run(loop, SECOND);

        assertEquals(500, loop.hits());
        assertEquals(500, loop.unserved());
        assertEquals(1_000, responses.getTotalCount());
        assertEquals(500, services.getTotalCount());
        assertTrue(responses.getValueAtPercentile(60) > 9 * SECOND, "at 60 %: " + responses.getValueAtPercentile(60));
    }

    @Test
    void shouldCountMissesAndInsertsAndTimeOnlyHits() {
        int[] putBack = new int[1];
        PacedLoop loop =
                new PacedLoop(clock, MILLI, 0, () -> PacedLoop.Outcome.values()[calls++ % 4 % 3], () -> putBack[0]++);

        run(loop, SECOND);

        assertEquals(500, loop.hits());
        assertEquals(250, loop.misses());
        assertEquals(250, loop.inserts());
        assertEquals(250, putBack[0]);
        assertEquals(500, responses.getTotalCount());
    }

    private PacedLoop loop(PacedLoop.Operation operation) {
        return new PacedLoop(clock, MILLI, 0, operation, () -> {});
    }

    private void run(PacedLoop loop, long nanos) {
        Times times = new Times();
        loop.run(now, now + nanos, times);
        responses.add(times.responsesSince());
        services.add(times.servicesSince());
    }
}
