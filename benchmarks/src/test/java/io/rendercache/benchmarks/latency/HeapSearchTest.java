package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HeapSearchTest {
    @Test
    void shouldFindTheSmallestHeapThatHolds() throws Exception {
        for (int smallest = HeapSearch.FROM_MIB; smallest <= HeapSearch.TO_MIB; smallest += HeapSearch.STEP_MIB) {
            int needed = smallest;

            HeapSearch.Found found = HeapSearch.search(mib -> mib >= needed, () -> false);

            assertEquals(OptionalInt.of(smallest), found.smallestMib());
            assertTrue(found.complete());
        }
    }

    @Test
    void shouldFindNoneWhereNoneHolds() throws Exception {
        assertTrue(HeapSearch.search(mib -> false, () -> false).smallestMib().isEmpty());
    }

    @Test
    void shouldSaySoWhenTheTimeEndsIt() throws Exception {
        HeapSearch.Found found = HeapSearch.search(mib -> true, () -> true);

        assertEquals(OptionalInt.of(HeapSearch.TO_MIB), found.smallestMib());
        assertFalse(found.complete());
    }

    @Test
    void shouldTakePausesOfTheLogThatLieInTheTime() {
        List<String> log = List.of(
                "[10ms] Using G1",
                "[100ms] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->4M(256M) 9.500ms",
                "[200ms] GC(1) Pause Young (Normal) (G1 Evacuation Pause) 23M->4M(256M) 1.250ms",
                "[250ms] GC(2) Concurrent Mark Cycle 50.000ms",
                "[300ms] GC(3) Pause Full (Allocation Failure) 23M->4M(256M) 2.250ms",
                "[400ms] GC(4) Pause Remark 23M->4M(256M) 8.000ms");

        assertEquals(new Pauses(2, 3.5, 2.25), Pauses.of(log, 150, 350));
    }
}
