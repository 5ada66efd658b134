package io.rendercache.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Who finds no room: when it waits, when it gives up, and that neither is for ever. What others do comes in {@code
 * evict}.
 */
class ByteBudgetTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final BooleanSupplier NOTHING_LEFT = () -> false;

    private final ByteBudget budget = new ByteBudget(100, 100);
    private final AtomicInteger waiting = new AtomicInteger();

    @Test
    void shouldGiveUpWhenItAloneHolds() {
        assertTrue(budget.reserve(60, 1, false, NOTHING_LEFT));

        assertFalse(budget.reserve(60, 1, true, NOTHING_LEFT));

        assertEquals(60, budget.bytes());
    }

    @Test
    void shouldEvictUntilThereIsRoom() {
        budget.adopt(90, 9);

        assertTrue(budget.reserve(40, 1, false, () -> {
            budget.release(10, 1);
            return true;
        }));

        assertEquals(100, budget.bytes());
    }

    @Test
    void shouldNotGiveUpWhenRoomIsGivenBackAfterNothingWasFoundToEvict() {
        budget.reserve(60, 1, false, NOTHING_LEFT);
        budget.adopt(40, 1);

        // Somebody else had taken out the last entry, and gives back its bytes just now.
        assertTrue(budget.reserve(30, 1, true, () -> {
            budget.release(40, 1);
            return false;
        }));
    }

    @Test
    void shouldNotGiveUpWhenEntryIsPublishedAfterNothingWasFoundToEvict() {
        budget.reserve(60, 1, false, NOTHING_LEFT);
        budget.adopt(40, 1);
        AtomicInteger asked = new AtomicInteger();

        assertTrue(budget.reserve(30, 1, true, () -> {
            if (asked.getAndIncrement() == 0) {
                // Whoever reserved the rest publishes it.
                budget.beginChange();
                budget.endChange(true);
                return false;
            }
            budget.release(40, 1);
            return true;
        }));
    }

    @Test
    void shouldNotGiveUpWhileAnotherTakesAnEntryOut() {
        budget.reserve(60, 1, false, NOTHING_LEFT);
        budget.adopt(40, 1);
        AtomicInteger asked = new AtomicInteger();
        budget.beginChange();

        assertTrue(budget.reserve(30, 1, true, () -> {
            if (asked.getAndIncrement() == 1) {
                budget.release(40, 1);
                budget.endChange(true);
            }
            return false;
        }));
    }

    @Test
    void shouldLetLastOfThreeGiveUpAndOthersGoOn() {
        AtomicInteger gaveUp = new AtomicInteger();

        Threads.runAll(3, LIMIT, (index, run) -> {
            assertTrue(budget.reserve(30, 1, false, NOTHING_LEFT));
            Threads.await("all hold", LIMIT, () -> budget.bytes() >= 90 || gaveUp.get() > 0);
            boolean granted = budget.reserve(20, 1, true, NOTHING_LEFT);
            if (!granted) {
                gaveUp.incrementAndGet();
            }
            budget.release(granted ? 50 : 30, granted ? 2 : 1);
            budget.endHolding();
        });

        assertEquals(1, gaveUp.get());
        assertEquals(0, budget.bytes());
    }

    @Test
    void shouldNotWaitForItselfWhenThreadWritesTwoValues() {
        budget.reserve(90, 1, false, NOTHING_LEFT);

        assertFalse(budget.reserve(20, 1, false, NOTHING_LEFT));

        assertTrue(budget.reserve(10, 1, false, NOTHING_LEFT));
        budget.release(10, 1);
        budget.endHolding();
        assertFalse(budget.reserve(20, 1, true, NOTHING_LEFT));
    }

    @Test
    void shouldWaitWithEmptyHandsForHolder() {
        new Threads()
                .add("holder", 1, (index, run) -> {
                    budget.reserve(90, 1, false, NOTHING_LEFT);
                    Threads.await("waits", LIMIT, () -> waiting.get() > 2);
                    budget.release(90, 1);
                    budget.endHolding();
                })
                .add("other", 1, (index, run) -> {
                    Threads.await("held", LIMIT, () -> budget.bytes() == 90);
                    assertTrue(budget.reserve(20, 1, false, () -> waiting.incrementAndGet() < 0));
                })
                .runToEnd(LIMIT);

        assertEquals(20, budget.bytes());
    }

    @Test
    void shouldKeepInterruptionOfWhoWaits() {
        new Threads()
                .add("other", 1, (index, run) -> {
                    budget.adopt(90, 1);
                    Thread.currentThread().interrupt();
                    assertTrue(budget.reserve(20, 1, false, () -> {
                        if (waiting.incrementAndGet() == 3) {
                            budget.release(90, 1);
                        }
                        return false;
                    }));
                    assertTrue(Thread.interrupted());
                })
                .runToEnd(LIMIT);
    }

    @Test
    void shouldLetNobodyWaitAfterClose() {
        budget.adopt(90, 1);
        new Threads()
                .add(
                        "waiting",
                        2,
                        (index, run) -> assertThrows(IllegalStateException.class, () -> {
                            budget.reserve(20, 1, false, () -> waiting.incrementAndGet() < 0);
                        }))
                .add("closing", 1, (index, run) -> {
                    Threads.await("waits", LIMIT, () -> waiting.get() > 4);
                    budget.close();
                })
                .runToEnd(LIMIT);
    }
}
