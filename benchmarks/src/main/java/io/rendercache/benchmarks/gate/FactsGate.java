package io.rendercache.benchmarks.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds facts against a baseline: any that is worse fails, by however little. */
final class FactsGate {
    private FactsGate() {}

    /** Returns a finding for each fact of either side. */
    static List<Finding> compare(Baseline baseline, String arch, String jdk, Map<String, Long> measured) {
        if (!baseline.arch().equals(arch)) {
            throw new IncomparableException("the baseline is of " + baseline.arch() + ", this is " + arch
                    + "; write one for it with --baseline FILE --update");
        }
        TreeMap<String, Long> expected = new TreeMap<>(baseline.facts());
        Map<String, Long> ofJdk = baseline.factsByJdk().get(jdk);
        if (ofJdk != null) {
            expected.putAll(ofJdk);
        }
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.addAll(measured.keySet());
        List<Finding> findings = new ArrayList<>();
        for (String name : names) {
            findings.add(compare(name, expected.get(name), measured.get(name), jdk, ofJdk != null));
        }
        return findings;
    }

    private static Finding compare(String name, @Nullable Long was, @Nullable Long is, String jdk, boolean knowsJdk) {
        Outcome outcome = Outcome.HOLDS;
        String remark = "";
        if (was == null) {
            outcome = Outcome.NOT_COMPARABLE;
            remark = Facts.dependsOnJdk(name) && !knowsJdk
                    ? "the baseline has no JDK " + jdk + "; add it with --update"
                    : "not in the baseline; add it with --update";
        } else if (is == null) {
            outcome = Outcome.NOT_COMPARABLE;
            remark = "no longer measured; take it out with --update";
        } else if (is > was) {
            outcome = Outcome.REGRESSED;
            remark = "worse by " + (is - was);
        } else if (is < was) {
            remark = "better by " + (was - is) + "; keep it with --update";
        }
        return new Finding(name, text(was), text(is), outcome, remark);
    }

    private static String text(@Nullable Long value) {
        return value == null ? "-" : value.toString();
    }
}
