package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CrewTest {
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void shouldStopTheOthersWhenOneFails() {
        Crew crew = new Crew(() -> false);

        IOException failure = assertThrows(
                IOException.class,
                () -> crew.run(2, () -> {}, member -> {
                    if (member == 1) {
                        throw new IOException("disk full");
                    }
                    while (!crew.stopped()) {
                        Thread.onSpinWait();
                    }
                }));

        assertEquals("disk full", failure.getMessage());
        assertTrue(crew.stopped());
    }

    @Test
    void shouldNumberItsMembersAndGoOnUntilTheyAreDone() throws IOException, InterruptedException {
        Crew crew = new Crew(() -> false);
        AtomicInteger sum = new AtomicInteger();

        crew.run(4, () -> {}, sum::addAndGet);

        assertEquals(6, sum.get());
        assertFalse(crew.stopped());
    }
}
