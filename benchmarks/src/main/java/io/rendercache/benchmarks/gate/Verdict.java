package io.rendercache.benchmarks.gate;

import io.rendercache.benchmarks.results.Environment;
import java.util.List;
import java.util.Locale;

/**
 * What the gate found: {@code verdict.json}.
 *
 * @param layer {@code facts}, {@code against} or {@code peers}
 * @param outcome the gravest of the findings
 * @param exitCode what the process exits with
 * @param reason why there are no findings, or empty
 * @param findings one a fact or comparison
 * @param environment where it was measured
 */
record Verdict(
        String layer, Outcome outcome, int exitCode, String reason, List<Finding> findings, Environment environment) {

    static Verdict of(String layer, List<Finding> findings, Environment environment) {
        Outcome gravest = findings.stream().map(Finding::outcome).reduce(Outcome.HOLDS, Outcome::and);
        return new Verdict(layer, gravest, gravest.exitCode(), "", findings, environment);
    }

    static Verdict incomparable(String layer, String reason, Environment environment) {
        return new Verdict(
                layer, Outcome.NOT_COMPARABLE, Outcome.NOT_COMPARABLE.exitCode(), reason, List.of(), environment);
    }

    /** Returns the table for people, and the verdict in a line. */
    String table() {
        String[] heads = layer.equals("facts")
                ? new String[] {"fact", "baseline", "here"}
                : new String[] {"time, lower is better", "noise", "ratio"};
        int what = heads[0].length();
        int was = heads[1].length();
        int is = heads[2].length();
        for (Finding finding : findings) {
            what = Math.max(what, finding.what().length());
            was = Math.max(was, finding.was().length());
            is = Math.max(is, finding.is().length());
        }
        String row = "%-" + what + "s  %" + was + "s  %" + is + "s  %s%n";
        StringBuilder table = new StringBuilder();
        if (!findings.isEmpty()) {
            table.append(String.format(Locale.ROOT, row, heads[0], heads[1], heads[2], ""));
        }
        for (Finding finding : findings) {
            String remark = finding.remark().isEmpty() ? "" : ": " + finding.remark();
            table.append(String.format(
                    Locale.ROOT, row, finding.what(), finding.was(), finding.is(), words(finding.outcome()) + remark));
        }
        return table + "gate, " + layer + ": " + words(outcome) + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
