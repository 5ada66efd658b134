package io.rendercache.benchmarks.jmh;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The names by which results are shown and compared. */
public final class BenchmarkNames {
    private static final Set<String> ONLY_ONES = onlyOnes();

    private BenchmarkNames() {}

    /**
     * Returns the name of the class for the only benchmark of a class of this build, else those of class and method.
     *
     * @param benchmark JMH's name: package, class and method
     */
    public static String shortName(String benchmark) {
        String name = classAndMethod(benchmark);
        return ONLY_ONES.contains(name) ? name.substring(0, name.indexOf('.')) : name;
    }

    private static Set<String> onlyOnes() {
        Map<String, Integer> counts = new HashMap<>();
        Set<BenchmarkListEntry> all = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
        all.forEach(each -> counts.merge(each.getUserClassQName(), 1, Integer::sum));
        return all.stream()
                .filter(each -> counts.get(each.getUserClassQName()) == 1)
                .map(each -> classAndMethod(each.getUsername()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Without the package, which a revision may have named otherwise. */
    private static String classAndMethod(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
    }
}
