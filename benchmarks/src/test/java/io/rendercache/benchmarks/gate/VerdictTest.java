package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.results.Environment;
import io.rendercache.benchmarks.results.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdict for people and for machines, of each outcome. */
class VerdictTest {
    private static final Environment ENVIRONMENT =
            new Environment("2026-11-21", "a processor", 2, "8 GiB", "Linux", "17", List.of("-Xmx3g"), "abc1234");

    @ParameterizedTest
    @CsvSource({
        "HOLDS, 0, holds",
        "REGRESSED, 1, regressed",
        "INCONCLUSIVE, 3, inconclusive",
        "NOT_COMPARABLE, 4, not comparable"
    })
    void shouldSayEachOutcomeInTheTableAndTheExitCode(Outcome outcome, int exitCode, String words) {
        Verdict verdict = Verdict.of(
                "against",
                List.of(
                        new Finding("GetHit 1000", "itself 0.980 to 1.020", "1.000", Outcome.HOLDS, ""),
                        new Finding("Other", "noise", "1.200 (1.100 to 1.300)", outcome, "a remark")),
                ENVIRONMENT);

        List<String> lines = verdict.table().lines().toList();

        assertEquals(exitCode, verdict.exitCode());
        assertEquals(4, lines.size(), verdict::table);
        assertEquals(
                "time, lower is better                  noise                   ratio",
                lines.get(0).strip());
        assertTrue(lines.get(2).endsWith("1.200 (1.100 to 1.300)  " + words + ": a remark"), verdict::table);
        assertEquals("gate, against: " + words, lines.get(3));
    }

    @Test
    void shouldGiveTheReasonWhereNothingCouldBeCompared() {
        Verdict verdict = Verdict.incomparable("peers", "100 % of nothing", ENVIRONMENT);

        assertEquals(4, verdict.exitCode());
        assertEquals("gate, peers: not comparable: 100 % of nothing", verdict.table());
    }

    @Test
    void shouldTakeTheGravestOutcome() {
        assertEquals(Outcome.HOLDS, gravest());
        assertEquals(Outcome.INCONCLUSIVE, gravest(Outcome.HOLDS, Outcome.INCONCLUSIVE));
        assertEquals(Outcome.NOT_COMPARABLE, gravest(Outcome.NOT_COMPARABLE, Outcome.INCONCLUSIVE));
        assertEquals(Outcome.REGRESSED, gravest(Outcome.NOT_COMPARABLE, Outcome.REGRESSED, Outcome.HOLDS));
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void shouldBeReadBackFromItsFile(Outcome outcome, @TempDir Path folder) throws Exception {
        Verdict verdict =
                Verdict.of("facts", List.of(new Finding("a \"fact\"", "1", "2", outcome, "<worse>")), ENVIRONMENT);
        Path file = folder.resolve("verdict.json");

        Json.write(file, verdict);

        assertEquals(verdict, Json.read(file, Verdict.class));
    }

    private static Outcome gravest(Outcome... outcomes) {
        return Verdict.of(
                        "facts",
                        List.of(outcomes).stream()
                                .map(outcome -> new Finding("x", "1", "1", outcome, ""))
                                .toList(),
                        ENVIRONMENT)
                .outcome();
    }
}
