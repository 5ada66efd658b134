package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalsTest {
    @ParameterizedTest
    @CsvSource({"500, ': holds as measured, 500 ns against 1.0 us, ratio 0.50'", "501, ': does NOT hold as measured'"})
    void shouldJudgeTheP999AgainstHalfOfThePeers(long ourNanos, String said) {
        List<String> verdicts =
                Goals.latency(List.of(run("bounded-lru", 1_000, ourNanos, 0), run("caffeine", 1_000, 1_000L, 0)));

        assertEquals(1, verdicts.size());
        assertTrue(verdicts.get(0).contains("caffeine") && verdicts.get(0).contains(said), verdicts.get(0));
    }

    @Test
    void shouldJudgeAgainstTheBestOfTheWaysToSetAPeerUp() {
        List<String> verdicts = Goals.latency(List.of(
                run("bounded-lru", 1_000, 500L, 0),
                run("caffeine", 1_000, 2_000L, 0),
                run("caffeine-same-thread", 1_000, 900L, 0)));

        assertEquals(1, verdicts.size(), verdicts.toString());
        assertTrue(verdicts.get(0).contains("caffeine-same-thread's: does NOT hold"), verdicts.get(0));
    }

    @Test
    void shouldSayNothingOfCachesThatWereNotMeasured() {
        assertEquals(List.of(), Goals.latency(List.of(run("caffeine", 1_000, 1L, 0), run("ohc", 1_000, 1L, 0))));
        assertEquals(
                List.of(),
                Goals.latency(List.of(run("bounded-lru", 1_000_000, 1L, 0), run("ohc", 1_000_000, 1_000L, 0))));
    }

    @Test
    void shouldNotJudgeByTooFewHitsNorByHitsOfASetThatDoesNotStay() {
        String few = Goals.latency(List.of(run("bounded-lru", 1_000, null, 0), run("ohc", 1_000, 1_000L, 0)))
                .get(0);
        String lost = Goals.latency(List.of(run("bounded-lru", 1_000, 1L, 60), run("ohc", 1_000, 1_000L, 0)))
                .get(0);
        String theirs = Goals.latency(List.of(run("bounded-lru", 1_000, 1L, 0), run("ohc", 1_000, 1_000L, 60)))
                .get(0);

        assertTrue(few.contains("cannot be said") && few.contains("--seconds"), few);
        assertTrue(lost.contains("cannot be said") && lost.contains("--working-set"), lost);
        assertTrue(theirs.contains("holds") && theirs.contains("6.0 % of its reads missed"), theirs);
    }

    @Test
    void shouldJudgeTheLongestPauseAgainstATenth() {
        Measured theirs = paused("caffeine", new Pauses(3, 90, 50), "-Xmx704m");

        String holds = Goals.pauses(paused("bounded-lru", new Pauses(1, 5, 5), "-Xmx512m"), theirs, true);
        String misses = Goals.pauses(paused("bounded-lru", new Pauses(1, 5.1, 5.1), "-Xmx512m"), theirs, false);
        String none = Goals.pauses(
                paused("bounded-lru", new Pauses(0, 0, 0), "-Xmx512m"),
                paused("caffeine", new Pauses(0, 0, 0), "-Xmx704m"),
                true);

        assertTrue(holds.contains(": holds as measured, 5.000 ms under -Xmx512m against 50.000 ms"), holds);
        assertTrue(misses.contains("does NOT hold") && misses.contains("cut short"), misses);
        assertTrue(none.contains("cannot be said"), none);
    }

    @Test
    void shouldPutACacheInAColumnAndADashWhereNothingIsKnown() {
        List<String> lines = LatencyTable.of(
                        List.of(run("bounded-lru", 1_000, null, 0), run("caffeine", 1_000, 2_500_000L, 0)))
                .lines()
                .toList();

        assertTrue(lines.get(0).matches("capacity 1,000 +bounded-lru +caffeine"), lines.get(0));
        assertTrue(lines.stream().anyMatch(line -> line.matches("response p99\\.9 +- +2\\.50 ms")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("p99\\.9 / caffeine's +- +1\\.00")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("GC longest +- +-")), lines.toString());
    }

    private static Measured paused(String implementation, Pauses pauses, String heap) {
        return run(implementation, 1_000_000, 1L, 0)
                .with(heap, pauses, run(implementation, 1_000, 1L, 0).response());
    }

    private static Measured run(String implementation, int capacity, Long p999Nanos, long missesOfThousand) {
        Percentiles times = new Percentiles(100_000, 100L, 200L, 300L, p999Nanos, null, 5_000_000);
        return new Measured(
                new Plan(implementation, capacity, 1_000, 1, 1, 1, 1, 0, 10, false, ""),
                null,
                1_000,
                1_000_000,
                1_000 - missesOfThousand,
                missesOfThousand,
                0,
                times,
                times,
                25,
                0,
                1_000,
                null,
                null);
    }
}
