package io.rendercache.benchmarks.gate;

import io.rendercache.benchmarks.gate.Decision.Call;
import io.rendercache.benchmarks.gate.Decision.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Holds one side against the others, a second time where the first found it slower. */
final class SpeedGate {
    /** Ratios that are allowed: by the other side, then by the benchmark. */
    interface Limits {
        /** Returns the largest ratio that is allowed. */
        double of(String other, String benchmark);
    }

    private final Forks forks;
    private final int pairs;
    private final Decision decision;
    private final Consumer<String> progress;

    SpeedGate(Forks forks, int pairs, Decision decision, Consumer<String> progress) {
        this.forks = forks;
        this.pairs = pairs;
        this.decision = decision;
        this.progress = progress;
    }

    /** Returns a finding for each benchmark and other side. */
    List<Finding> judge(String side, List<String> others, Limits limits) throws IOException, InterruptedException {
        List<String> sides = new ArrayList<>(others);
        sides.add(side);
        Map<String, Round> first = round(sides, side, others, limits);
        Map<String, Round> second = Map.of();
        if (first.values().stream().anyMatch(round -> round.call() == Call.SLOWER)) {
            progress.accept("slower in the first round; a second decides");
            second = round(sides, side, others, limits);
            if (!second.keySet().equals(first.keySet())) {
                throw new IncomparableException("the second round ran other benchmarks than the first");
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, Round> entry : first.entrySet()) {
            Round again = second.getOrDefault(entry.getKey(), entry.getValue());
            findings.add(finding(entry.getKey(), entry.getValue(), again));
        }
        return findings;
    }

    private Map<String, Round> round(List<String> sides, String side, List<String> others, Limits limits)
            throws IOException, InterruptedException {
        Session session = Session.run(forks, sides, pairs, progress);
        Map<String, Round> rounds = new TreeMap<>();
        for (String benchmark : session.benchmarks()) {
            for (String other : others) {
                double limit = limits.of(other, benchmark);
                rounds.put(
                        benchmark + " to " + other + ", at most " + ratio(Math.log(limit)),
                        decision.judge(
                                session.ratios(benchmark, side, other),
                                session.controls(benchmark, side, other),
                                Math.log(limit)));
            }
        }
        return rounds;
    }

    private static Finding finding(String what, Round first, Round second) {
        Outcome outcome = Decision.settle(first.call(), second.call());
        Round last = first.call() == Call.SLOWER ? second : first;
        String remark = switch (outcome) {
            case HOLDS -> first.call() == Call.SLOWER ? "slower in the first round, not in the second" : "";
            case REGRESSED -> "slower in both rounds";
            case INCONCLUSIVE -> "too noisy to tell: measure with more pairs, or on a machine at rest";
            case NOT_COMPARABLE -> "";
        };
        return new Finding(
                what,
                "itself " + ratio(-last.control().reach()) + " to "
                        + ratio(last.control().reach()),
                ratio(last.ratio().median()) + " (" + ratio(last.ratio().low()) + " to "
                        + ratio(last.ratio().high()) + ")",
                outcome,
                remark);
    }

    private static String ratio(double logarithm) {
        return String.format(Locale.ROOT, "%.3f", Math.exp(logarithm));
    }
}
