package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Keys;
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
 * Finds before JMH starts what would stop it half-way: implementations and kinds of keys that do not exist, or that a
 * chosen benchmark cannot time.
 */
public final class Selection {
    private static final List<String> FINDS_NOTHING = List.of(GetMiss.class.getName(), InsertEvict.class.getName());

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
        return unfitKeys(options);
    }

    private static Optional<String> unfitKeys(CommandLineOptions options) {
        for (String kind : options.getParameter("keys").orElse(List.of())) {
            try {
                Keys.Kind.named(kind);
            } catch (IllegalArgumentException e) {
                return Optional.of("-p keys: " + e.getMessage());
            }
            if (!kind.equals(Keys.Kind.Names.SAME)) {
                continue;
            }
            for (BenchmarkListEntry each : chosen(options)) {
                if (FINDS_NOTHING.contains(each.getUserClassQName())) {
                    return Optional.of("-p keys: '" + kind + "' is the object that was put, and " + each.getUsername()
                            + " finds none; leave one of the two out");
                }
            }
        }
        return Optional.empty();
    }

    private static Collection<BenchmarkListEntry> chosen(CommandLineOptions options) {
        List<String> includes = options.getIncludes().isEmpty() ? List.of(".*") : options.getIncludes();
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        includes,
                        options.getExcludes());
    }

    private static Optional<String> unfit(String name, CommandLineOptions options) {
        for (BenchmarkListEntry each : chosen(options)) {
            if (!each.getUserClassQName().equals(GetHit.class.getName())) {
                return Optional.of("-p impl: '" + name + "' lists a directory for each insert and miss, which "
                        + each.getUsername() + " must not time; choose GetHit alone with it");
            }
        }
        return Optional.empty();
    }
}
