package io.rendercache.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptiblyTest {
    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void shouldWaitAgainAfterEachInterruptAndKeepIt() {
        int[] waits = new int[1];

        String answer = Uninterruptibly.call(() -> {
            if (++waits[0] < 3) {
                throw new InterruptedException();
            }
            assertFalse(Thread.currentThread().isInterrupted(), "else each wait would end at once");
            return "answer";
        });

        assertEquals("answer", answer);
        assertEquals(3, waits[0]);
        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldThrowWhatTheWaitThrowsAndKeepTheInterrupt() {
        boolean[] interrupted = new boolean[1];

        assertThrows(
                IOException.class,
                () -> Uninterruptibly.call(() -> {
                    if (!interrupted[0]) {
                        interrupted[0] = true;
                        throw new InterruptedException();
                    }
                    throw new IOException();
                }));

        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldNotInterruptAThreadThatWasNot() {
        Uninterruptibly.await(new CountDownLatch(0));

        assertFalse(Thread.interrupted());
    }

    @Test
    void shouldAwaitALatchInAThreadThatWasInterruptedBefore() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        boolean[] keptInterrupt = new boolean[1];
        Thread waiter = new Thread(() -> {
            Thread.currentThread().interrupt();
            Uninterruptibly.await(latch);
            keptInterrupt[0] = Thread.currentThread().isInterrupted() && latch.getCount() == 0;
        });
        waiter.start();
        while (waiter.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        latch.countDown();
        waiter.join();

        assertTrue(keptInterrupt[0]);
    }

    @Test
    void shouldPauseAnInterruptedThreadForTheWholeTime() {
        long pauseNanos = 50_000_000;
        long start = System.nanoTime();

        Thread.currentThread().interrupt();
        Uninterruptibly.pause(pauseNanos);

        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertTrue(System.nanoTime() - start >= pauseNanos);
    }

    @Test
    void shouldNotInterruptAPausingThreadThatWasNot() {
        Uninterruptibly.pause(1_000);

        assertFalse(Thread.interrupted());
    }
}
