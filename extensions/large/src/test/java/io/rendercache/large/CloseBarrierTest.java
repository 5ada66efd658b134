package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Closing waits for those inside and lets nobody in. */
class CloseBarrierTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void shouldCloseOnlyWhenAllHaveLeft() {
        CloseBarrier gate = new CloseBarrier();
        AtomicInteger closings = new AtomicInteger();
        long first = gate.enter();
        long second = gate.enter();
        Thread closer = new Thread(() -> gate.close(closings::incrementAndGet), "closer");
        closer.setDaemon(true);
        closer.start();

        Threads.await("the closer waits", LIMIT, () -> closer.getState() == Thread.State.WAITING);
        gate.leave(first);
        assertEquals(0, closings.get());
        gate.leave(second);
        Threads.await("the closer is done", LIMIT, () -> closer.getState() == Thread.State.TERMINATED);

        assertEquals(1, closings.get());
        assertThrows(IllegalStateException.class, gate::enter);
    }

    @Test
    void shouldCloseOnce() {
        CloseBarrier gate = new CloseBarrier();
        AtomicInteger closings = new AtomicInteger();

        gate.close(closings::incrementAndGet);
        gate.close(closings::incrementAndGet);

        assertEquals(1, closings.get());
    }
}
