package io.rendercache.internal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.rendercache.testing.Threads;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class OwnerIdsTest {
    private final OwnerIds ids = new OwnerIds();

    @Test
    void shouldNumberOwnersFromOneAndReuseTheLowestFirst() {
        List<OwnerIds.OwnerId> taken = new ArrayList<>();
        for (int number = 1; number <= 40; number++) {
            taken.add(ids.take());
            assertEquals(number, taken.get(number - 1).number());
        }
        ids.giveBack(taken.get(30));
        ids.giveBack(taken.get(6));

        assertSame(taken.get(6), ids.take());
        assertSame(taken.get(30), ids.take());
        assertEquals(41, ids.take().number());
    }

    @Test
    void shouldSumTheCountsOfAllOwnersAlsoOfThoseGivenBack() {
        OwnerIds.OwnerId last = null;
        for (int number = 1; number <= 100; number++) {
            last = ids.take();
            last.hitCounter().hit();
            last.hitCounter().hit();
            last.hitCounter().miss();
            ids.evicted(number);
        }
        ids.giveBack(last);

        assertEquals(200, ids.hits());
        assertEquals(100, ids.misses());
        assertEquals(1, last.evictions());
    }

    @Test
    void shouldCountEvictionsWhileOthersTakeIds() {
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();

        Threads.runAll(4, Duration.ofSeconds(60), (thread, run) -> {
            for (int i = 0; i < 2_000; i++) {
                OwnerIds.OwnerId mine = ids.take();
                ids.evicted(mine.number());
                mine.hitCounter().hit();
                assertTrue(ids.hits() >= i + 1);
                assertEquals(1, mine.evictions());
                assertTrue(numbers.add(mine.number()));
            }
        });

        assertEquals(8_000, ids.hits());
        assertEquals(8_000, numbers.size());
    }

    /**
     * Copies of a list at each would allocate 80,000 times as much; counters with all their lanes at least twice as
     * much.
     */
    @Test
    void shouldAllocateLittleForEachOfManyOwners() {
        int owners = 80_000;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        ids.take();
        long before = threads.getThreadAllocatedBytes(thread);

        for (int i = 0; i < owners; i++) {
            ids.take();
        }

        long perOwner = (threads.getThreadAllocatedBytes(thread) - before) / owners;
        assertTrue(perOwner <= 256, () -> perOwner + " bytes allocated for each owner");
    }
}
