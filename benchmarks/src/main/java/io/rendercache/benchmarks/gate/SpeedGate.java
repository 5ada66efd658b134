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

    /**
     * Returns a finding for each benchmark and other, which is the fastest of its sides in that benchmark.
     *
     * @param others the sides of each other
     */
    List<Finding> judge(String side, Map<String, List<String>> others, Limits limits)
            throws IOException, InterruptedException {
        List<String> sides = new ArrayList<>();
        others.values().forEach(sides::addAll);
        sides.add(side);
        Map<String, Compared> first = round(sides, side, others, limits);
        Map<String, Compared> second = Map.of();
        if (first.values().stream().anyMatch(compared -> compared.round().call() == Call.SLOWER)) {
            progress.accept("slower in the first round; a second decides");
            second = round(sides, side, others, limits);
            if (!second.keySet().equals(first.keySet())) {
                throw new IncomparableException("the second round ran other benchmarks than the first");
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, Compared> entry : first.entrySet()) {
            Compared again = second.getOrDefault(entry.getKey(), entry.getValue());
            findings.add(finding(entry.getKey(), entry.getValue(), again));
        }
        return findings;
    }

    /** A round, and the side that it was against, empty where there was no choice. */
    private record Compared(Round round, String against) {}

    private Map<String, Compared> round(
            List<String> sides, String side, Map<String, List<String>> others, Limits limits)
            throws IOException, InterruptedException {
        Session session = Session.run(forks, sides, pairs, progress);
        Map<String, Compared> rounds = new TreeMap<>();
        for (String benchmark : session.benchmarks()) {
            for (Map.Entry<String, List<String>> other : others.entrySet()) {
                double limit = limits.of(other.getKey(), benchmark);
                String fastest = session.fastest(benchmark, other.getValue());
                Round round = decision.judge(
                        session.ratios(benchmark, side, fastest),
                        session.controls(benchmark, side, fastest),
                        Math.log(limit));
                rounds.put(
                        benchmark + " to " + other.getKey() + ", at most " + ratio(Math.log(limit)),
                        new Compared(round, other.getValue().size() == 1 ? "" : fastest));
            }
        }
        return rounds;
    }

    private static Finding finding(String what, Compared first, Compared second) {
        Outcome outcome = Decision.settle(first.round().call(), second.round().call());
        boolean twice = first.round().call() == Call.SLOWER;
        Compared last = twice ? second : first;
        String remark = switch (outcome) {
            case HOLDS -> twice ? "slower in the first round, not in the second" : "";
            case REGRESSED -> "slower in both rounds";
            case INCONCLUSIVE -> "too noisy to tell: measure with more pairs, or on a machine at rest";
            case NOT_COMPARABLE -> "";
        };
        Round round = last.round();
        return new Finding(
                what,
                "itself " + ratio(-round.control().reach()) + " to "
                        + ratio(round.control().reach()),
                ratio(round.ratio().median()) + " (" + ratio(round.ratio().low()) + " to "
                        + ratio(round.ratio().high()) + ")"
                        + (last.against().isEmpty() ? "" : " to " + last.against()),
                outcome,
                remark);
    }

    private static String ratio(double logarithm) {
        return String.format(Locale.ROOT, "%.3f", Math.exp(logarithm));
    }
}
