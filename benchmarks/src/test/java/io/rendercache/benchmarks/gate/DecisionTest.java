package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.gate.Decision.Call;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The decision from numbers alone, and how often it is wrong. */
class DecisionTest {
    private static final int ROUNDS = 10_000;
    private static final int SLOW_ROUNDS = 2_000;

    /** Fewer than the gate itself takes, so that thousands of rounds take seconds. */
    private static final int RESAMPLES = 300;

    @Test
    void shouldRaiseFewFalseAlarmsOnOneJarAgainstItself() throws Exception {
        int alarms = regressions(ROUNDS, 1.0, 11);

        assertTrue(alarms < ROUNDS / 100, "seed 11: " + alarms + " false alarms in " + ROUNDS);
    }

    @Test
    void shouldCatchASlowdownByATenth() throws Exception {
        int caught = regressions(SLOW_ROUNDS, 1.10, 12);

        assertTrue(caught > SLOW_ROUNDS * 9 / 10, "seed 12: caught " + caught + " of " + SLOW_ROUNDS);
    }

    private static int regressions(int rounds, double slowdown, long seed) throws IOException, InterruptedException {
        int regressions = 0;
        DrawnScores forks = new DrawnScores(DrawnScores.FORK_NOISE, seed, side -> side.equals("this") ? slowdown : 1.0);
        for (int round = 0; round < rounds; round++) {
            SpeedGate gate =
                    new SpeedGate(forks, SpeedRun.PAIRS, new Decision(RESAMPLES, seed + round), progress -> {});
            Finding finding = gate.judge("this", Map.of("other", List.of("other")), (other, benchmark) -> 1)
                    .get(0);
            if (finding.outcome() == Outcome.REGRESSED) {
                regressions++;
            }
        }
        return regressions;
    }

    @Test
    void shouldCallSlowerOnlyBeyondTheNoise() {
        double[] quiet = filled(0);
        double[] noisy = filled(Math.log(1.3));
        double[] slower = filled(Math.log(1.2));

        Decision decision = new Decision(Decision.RESAMPLES, 1);

        assertEquals(Call.SLOWER, decision.judge(slower, quiet, 0).call());
        assertEquals(Call.UNSURE, decision.judge(slower, noisy, 0).call());
    }

    @Test
    void shouldLetAFewPercentPass() {
        double[] quiet = filled(0);

        Decision decision = new Decision(Decision.RESAMPLES, 1);

        assertEquals(
                Call.HOLDS, decision.judge(filled(Math.log(1.049)), quiet, 0).call());
        assertEquals(
                Call.SLOWER, decision.judge(filled(Math.log(1.051)), quiet, 0).call());
    }

    @Test
    void shouldCallSlowerOnlyWhereTheWholeIntervalLiesBeyond() {
        double[] half = filled(Math.log(1.5));
        Arrays.fill(half, 0, half.length / 2, 0.0);

        assertEquals(
                Call.UNSURE,
                new Decision(Decision.RESAMPLES, 1).judge(half, filled(0), 0).call());
    }

    @Test
    void shouldMeasureFromTheLimit() {
        double limit = Math.log(0.5);

        Decision decision = new Decision(Decision.RESAMPLES, 1);

        assertEquals(Call.HOLDS, decision.judge(filled(limit), filled(0), limit).call());
        assertEquals(Call.SLOWER, decision.judge(filled(0), filled(0), limit).call());
    }

    @Test
    void shouldFailOnlyWhereTwoRoundsAgree() {
        assertEquals(Outcome.REGRESSED, Decision.settle(Call.SLOWER, Call.SLOWER));
        assertEquals(Outcome.HOLDS, Decision.settle(Call.SLOWER, Call.HOLDS));
        assertEquals(Outcome.INCONCLUSIVE, Decision.settle(Call.SLOWER, Call.UNSURE));
        assertEquals(Outcome.INCONCLUSIVE, Decision.settle(Call.UNSURE, Call.UNSURE));
        assertEquals(Outcome.HOLDS, Decision.settle(Call.HOLDS, Call.SLOWER));
    }

    private static double[] filled(double value) {
        double[] values = new double[16];
        Arrays.fill(values, value);
        return values;
    }
}
