package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.Threads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HitCounterTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldCountExactlyWithMoreThreadsThanLanes() {
        HitCounter tally = new HitCounter();

        Threads.runAll(100, LIMIT, (thread, run) -> {
            for (int i = 0; i < 1_000; i++) {
                tally.hit();
            }
            tally.miss();
        });

        assertEquals(100_000, tally.hits());
        assertEquals(100, tally.misses());
    }

    @Test
    void shouldKeepTheCountsOfThreadsThatEnded() {
        HitCounter tally = new HitCounter();

        for (int round = 0; round < 50; round++) {
            Threads.runAll(4, LIMIT, (thread, run) -> {
                for (int i = 0; i < 100; i++) {
                    tally.hit();
                }
            });
        }

        assertEquals(50 * 4 * 100, tally.hits());
    }
}
