package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Lanes: what is announced is told once, in order, by threads that do not wait for each other but where too much waits. */
class AnnouncementsTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LANE = 5;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final Announcements<String, String> announcements =
            new Announcements<>((key, value, cause) -> {}, new ListenerFailures("test"));

    /** A notice that does something when it is told. */
    private static final class Doing extends Announcements.Notice<String, String> {
        private final Runnable action;

        Doing(Runnable action) {
            this.action = action;
        }

        @Override
        void tell(CacheListener<? super String, ? super String> listener) {
            action.run();
        }

        @Override
        String calling() {
            return "test";
        }
    }

    private Doing announce(int lane, Runnable action) {
        Doing notice = new Doing(action);
        announcements.announce(notice, lane, 0);
        return notice;
    }

    private Doing announce(String text) {
        return announce(LANE, () -> told.add(text));
    }

    private void deliver(Doing notice) {
        announcements.deliver(notice.ready());
    }

    @Test
    void shouldTellInOrderOfAnnouncementNotOfReadiness() {
        Doing first = announce("first");
        Doing second = announce("second");
        Doing third = announce("third");

        deliver(third);
        deliver(second);
        assertEquals(List.of(), told);
        deliver(first);

        assertEquals(List.of("first", "second", "third"), told);
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldPassOverWhatIsWithdrawn() {
        Doing first = announce("first");
        deliver(announce("second"));

        announcements.deliver(first.withdraw());

        assertEquals(List.of("second"), told);
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldNotKeepOneLaneWaitingForAnother() {
        Doing unready = announce("waits");

        deliver(announce(LANE + 1, () -> told.add("other lane")));

        assertEquals(List.of("other lane"), told);
        assertFalse(announcements.isAtRest());
        deliver(unready);
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldTellWhatListenerCausesWhenItHasReturned() {
        deliver(announce(LANE, () -> {
            deliver(announce("caused, same lane"));
            deliver(announce(LANE + 1, () -> told.add("caused, other lane")));
            told.add("returns");
        }));

        assertEquals("returns", told.get(0));
        assertEquals(List.of("caused, other lane", "caused, same lane"), sorted(told.subList(1, told.size())));
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldTellWhatLoadCausesWhenItHasEnded() {
        Announcements.Turn turn = announcements.begin();
        Announcements.Turn nested = announcements.begin();
        deliver(announce("caused"));
        announcements.end(nested);
        assertEquals(List.of(), told);

        announcements.end(turn);

        assertEquals(List.of("caused"), told);
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldGoOnAfterWhateverIsThrown() {
        try (LogCapture log = new LogCapture()) {
            Doing throwing = announce(LANE, () -> {
                throw new StackOverflowError("on purpose");
            });
            deliver(announce("next"));

            deliver(throwing);

            assertEquals(List.of("next"), told);
            assertEquals(1, log.records().size());
            assertTrue(announcements.isAtRest());
        }
    }

    /** Who delivers while another tells goes its way, and that one tells it too. */
    @Test
    void shouldNotWaitForAnotherThreadsListener() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(1);

        new Threads()
                .add(
                        "telling",
                        1,
                        (index, run) -> deliver(announce(LANE, () -> {
                            inside.countDown();
                            await(delivered);
                            told.add("slow");
                        })))
                .add("delivering", 1, (index, run) -> {
                    await(inside);
                    deliver(announce("quick"));
                    assertEquals(List.of(), told);
                    delivered.countDown();
                })
                .runToEnd(LIMIT);

        assertEquals(List.of("slow", "quick"), told);
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldHoldUpWhoFillsALaneButNotForEver() {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicReference<Thread> filling = new AtomicReference<>();
        AtomicInteger deliveredWhileBlocked = new AtomicInteger();
        CountDownLatch seenToWait = new CountDownLatch(1);
        CountDownLatch gaveUp = new CountDownLatch(1);

        new Threads()
                .add(
                        "blocking",
                        1,
                        (index, run) -> deliver(announce(LANE, () -> {
                            inside.countDown();
                            Threads.await("the filling thread to wait", LIMIT, () -> {
                                Thread thread = filling.get();
                                return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
                            });
                            seenToWait.countDown();
                            await(gaveUp);
                        })))
                .add("filling", 1, (index, run) -> {
                    await(inside);
                    for (int i = 0; i < Announcements.MOST_WAITING; i++) {
                        deliver(announce(LANE, deliveredWhileBlocked::incrementAndGet));
                    }
                    // Nobody was in the way up to here: only now may this thread be seen to wait.
                    filling.set(Thread.currentThread());
                    do {
                        deliver(announce(LANE, deliveredWhileBlocked::incrementAndGet));
                    } while (seenToWait.getCount() != 0);
                    assertEquals(0, deliveredWhileBlocked.get());
                    gaveUp.countDown();
                })
                .runToEnd(LIMIT);

        assertTrue(deliveredWhileBlocked.get() > Announcements.MOST_WAITING);
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldHoldUpWhoAddsMuchMemory() {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicReference<Thread> adding = new AtomicReference<>();
        CountDownLatch seenToWait = new CountDownLatch(1);

        new Threads()
                .add(
                        "blocking",
                        1,
                        (index, run) -> deliver(announce(LANE, () -> {
                            inside.countDown();
                            Threads.await("the other to wait", LIMIT, () -> {
                                Thread thread = adding.get();
                                return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
                            });
                            seenToWait.countDown();
                        })))
                .add("adding", 1, (index, run) -> {
                    await(inside);
                    adding.set(Thread.currentThread());
                    while (seenToWait.getCount() != 0) {
                        Doing large = new Doing(() -> told.add("large"));
                        announcements.announce(large, LANE, 2 << 20);
                        deliver(large);
                    }
                })
                .runToEnd(LIMIT);

        // Each has waited: as many as it takes without their weight would have taken longer than the limit.
        assertTrue(!told.isEmpty() && told.size() < Announcements.MOST_WAITING, () -> told.size() + " told");
        assertTrue(announcements.isAtRest());
    }

    /** There is always one more when the last has been told, and never many: the first thread must get away all the same. */
    @Test
    void shouldNotTellForOthersForEver() {
        int most = 4 * Announcements.MOST_WAITING;
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch away = new CountDownLatch(1);
        AtomicReference<Thread> first = new AtomicReference<>();
        AtomicReference<Thread> adding = new AtomicReference<>();
        AtomicInteger added = new AtomicInteger();
        AtomicInteger toldByFirst = new AtomicInteger();
        Runnable lingering = () -> {
            if (Thread.currentThread() == first.get()) {
                int before = added.get();
                toldByFirst.incrementAndGet();
                inside.countDown();
                while (added.get() == before
                        && before < most
                        && adding.get().getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
        };

        new Threads()
                .add("first", 1, (index, run) -> {
                    first.set(Thread.currentThread());
                    Threads.await("the other thread", LIMIT, () -> adding.get() != null);
                    deliver(announce(LANE, lingering));
                    away.countDown();
                })
                .add("adding", 1, (index, run) -> {
                    adding.set(Thread.currentThread());
                    while (inside.getCount() != 0) {
                        Thread.onSpinWait();
                    }
                    while (away.getCount() != 0 && added.get() < most) {
                        int told = toldByFirst.get();
                        long lane = announce(LANE, lingering).ready();
                        added.incrementAndGet();
                        announcements.deliver(lane);
                        while (toldByFirst.get() == told && away.getCount() != 0) {
                            Thread.onSpinWait();
                        }
                    }
                })
                .runToEnd(LIMIT);

        assertTrue(toldByFirst.get() < most, () -> toldByFirst + " told by the first");
        assertTrue(announcements.isAtRest());
    }

    /** A thread inside the listener must not wait for what it would itself have to tell. */
    @Test
    void shouldNotHoldUpListenerThatCausesMuch() {
        AtomicInteger caused = new AtomicInteger();

        deliver(announce(LANE, () -> {
            for (int i = 0; i < 3 * Announcements.MOST_WAITING; i++) {
                deliver(announce(LANE, caused::incrementAndGet));
            }
            assertEquals(0, caused.get());
        }));

        assertEquals(3 * Announcements.MOST_WAITING, caused.get());
        assertTrue(announcements.isAtRest());
    }

    @Test
    void shouldKeepAnInterruptOfWhoWaits() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(1);

        new Threads()
                .add(
                        "blocking",
                        1,
                        (index, run) -> deliver(announce(LANE, () -> {
                            inside.countDown();
                            await(delivered);
                        })))
                .add("interrupted", 1, (index, run) -> {
                    await(inside);
                    Thread.currentThread().interrupt();
                    for (int i = 0; i < 2 * Announcements.MOST_WAITING; i++) {
                        deliver(announce(LANE, () -> told.add("told")));
                    }
                    assertTrue(Thread.interrupted());
                    delivered.countDown();
                })
                .runToEnd(LIMIT);

        assertEquals(2 * Announcements.MOST_WAITING, told.size());
        assertTrue(announcements.isAtRest());
    }

    /** Notices are numbered under a lock for each lane, as changes are; the numbers must be told as they were given. */
    @Test
    void shouldTellEachOnceInOrderWhoeverDelivers() {
        long seed = System.nanoTime();
        int lanes = 3;
        int threads = 6;
        ReentrantLock[] locks = new ReentrantLock[lanes];
        Arrays.setAll(locks, i -> new ReentrantLock());
        int[] given = new int[lanes];
        int[] heard = new int[lanes];
        AtomicInteger wrong = new AtomicInteger();

        new Threads()
                .add("changing", threads, (index, run) -> {
                    Random random = new Random(seed + index);
                    while (run.goOn()) {
                        int lane = random.nextInt(lanes);
                        boolean withdraw = random.nextInt(8) == 0;
                        Doing notice;
                        locks[lane].lock();
                        try {
                            int number = withdraw ? 0 : ++given[lane];
                            notice = announce(lane, () -> {
                                if (++heard[lane] != number) {
                                    wrong.incrementAndGet();
                                }
                            });
                        } finally {
                            locks[lane].unlock();
                        }
                        if (random.nextInt(4) == 0) {
                            Thread.yield(); // so that others become ready first
                        }
                        announcements.deliver(withdraw ? notice.withdraw() : notice.ready());
                    }
                })
                .runFor(TIME, LIMIT);

        assertEquals(0, wrong.get(), "seed " + seed);
        assertEquals(Arrays.toString(given), Arrays.toString(heard), "seed " + seed);
        assertTrue(announcements.isAtRest(), "seed " + seed);
    }

    /** Two deliver at the same moment, again and again: who comes just before the other lets go must not be left behind. */
    @Test
    void shouldLeaveNothingBehindWhereTwoMeet() {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        AtomicInteger leftBehind = new AtomicInteger();

        new Threads()
                .add("meeting", 2, (index, run) -> {
                    for (int round = 1; run.goOn(); round++) {
                        meet(arrived, 4 * round - 2, run);
                        for (int lane = 0; lane < Announcements.LANES; lane++) {
                            deliver(announce(lane, heard::incrementAndGet));
                        }
                        meet(arrived, 4 * round, run);
                        if (run.goOn() && !announcements.isAtRest()) {
                            leftBehind.incrementAndGet();
                        }
                    }
                })
                .runFor(TIME, LIMIT);

        assertEquals(0, leftBehind.get(), () -> "of " + heard + " told");
    }

    private static void meet(AtomicInteger arrived, int expected, Threads.Run run) {
        arrived.incrementAndGet();
        while (arrived.get() < expected && run.goOn()) {
            Thread.onSpinWait();
        }
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
