package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Finds before JMH starts what would stop it half-way: implementations that do not exist, or that a chosen benchmark
 * cannot time.
 */
public final class Selection {
    private Selection() {}

    /** Returns what is wrong with JMH's arguments in one line, or nothing. What JMH itself refuses is left to it. */
    public static Optional<String> objection(String[] args) {
        CommandLineOptions options;
        try {
            options = new CommandLineOptions(args);
        } catch (CommandLineOptionException e) {
            return Optional.empty();
        }
        Collection<String> names = options.getParameter("impl").orElse(List.of());
        for (String name : names) {
            try {
                if (Implementation.named(name).loadsFromDisk()) {
                    Optional<String> unfit = unfit(name, options);
                    if (unfit.isPresent()) {
                        return unfit;
                    }
                }
            } catch (IllegalArgumentException e) {
                return Optional.of("-p impl: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unfit(String name, CommandLineOptions options) {
        List<String> includes = options.getIncludes().isEmpty() ? List.of(".*") : options.getIncludes();
        for (BenchmarkListEntry each : BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        includes,
                        options.getExcludes())) {
            if (!each.getUserClassQName().equals(GetHit.class.getName())) {
                return Optional.of("-p impl: '" + name + "' lists a directory for each insert and miss, which "
                        + each.getUsername() + " must not time; choose GetHit alone with it");
            }
        }
        return Optional.empty();
    }
}
