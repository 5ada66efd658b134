package io.rendercache.benchmarks.memory;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.command.CommandShell;
import io.rendercache.benchmarks.jmh.ForkFlags;
import io.rendercache.benchmarks.results.Environment;
import io.rendercache.benchmarks.results.Json;
import io.rendercache.benchmarks.results.ResultsExistException;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code memory}: the bytes that an entry takes in each cache. */
@Command(
        name = "memory",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Fills caches and tells the bytes of an entry, with its share of what the cache takes as a whole, each cache in a"
                    + " JVM of its own.",
            "",
            "Keys of 90 characters and boxed longs, made for each put and kept by nothing but the cache. Heap: by how much"
                    + " it grew, read after full collections until one frees nothing. Beside the heap: by how much the resident memory of the"
                    + " process grew (Rss in /proc/self/smaps_rollup), with a serial heap of fixed size that is touched at the"
                    + " start. A small capacity is measured with many caches at once, together a million entries but at most"
                    + " 500 caches, for one alone would be lost in what a JVM takes by itself. Divided by the entries that"
                    + " the caches say they hold. Needs Linux.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was measured",
            "1:a fork failed, or the disk, or this is no Linux",
            "2:an option was wrong, or a file of an earlier run is in the way"
        })
public final class MemoryCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MOST_ENTRIES = 1_000_000;
    private static final int MOST_CACHES = 500;
    private static final long LIMIT_SECONDS = 180;
    private static final Path MAPS = Path.of("/proc/self/smaps_rollup");
    private static final String HEAP = "1200m";

    private static final List<String> FLAGS = List.of(
            ForkFlags.INTERNAL_MISC,
            ForkFlags.LANG,
            ForkFlags.REFLECT,
            ForkFlags.INTERNAL_REF,
            ForkFlags.NIO,
            ForkFlags.JAVAC,
            ForkFlags.PASS_OVER_UNKNOWN,
            ForkFlags.UNSAFE,
            ForkFlags.NATIVE,
            ForkFlags.NO_MEMORY_CHECKS,
            ForkFlags.NO_BOUNDS_CHECKS,
            // The optimizing compiler takes and gives back tens of megabytes as it works.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            // Softly held garbage goes with the first collection.
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-XX:+AlwaysPreTouch",
            "-Xms" + HEAP,
            "-Xmx" + HEAP);

    @Option(
            names = "--impl",
            split = ",",
            paramLabel = "NAME",
            defaultValue =
                    "bounded-lru,linked-hash-map,caffeine,caffeine-same-thread,cache2k,cache2k-tuned,ohc,ohc-chunked,ehcache,"
                            + "chronicle-map",
            description = "caches to measure (${DEFAULT-VALUE})")
    private List<String> implementations = List.of();

    @Option(
            names = "--capacity",
            split = ",",
            paramLabel = "N",
            defaultValue = "1000,1000000",
            description = "their capacities (${DEFAULT-VALUE})")
    private List<Integer> capacities = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where memory.json goes (perf-results/<date>-<machine>-<jdk>)")
    private @Nullable Path out;

    @Option(names = "--force", description = "write over the file of an earlier run")
    private boolean force;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and stop")
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command on the process's own streams; returns its exit code. */
    public static int run(String[] args) {
        return run(args, CommandShell.stdout(), CommandShell.stderr());
    }

    /** Runs the command on the given streams; returns its exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return CommandShell.run(
                "memory",
                new MemoryCommand(),
                failure -> failure instanceof ResultsExistException ? CommandLine.ExitCode.USAGE : FAILED,
                args,
                out,
                err);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        if (!Files.isReadable(MAPS)) {
            throw new IOException(
                    "'" + MAPS + "' cannot be read, which resident memory is taken from; run it on Linux");
        }
        ResultsFolder folder = ResultsFolder.open(out, Environment.here(FLAGS), force);
        Path file = folder.file("memory.json");
        List<Footprint> footprints = new ArrayList<>();
        for (int capacity : new LinkedHashSet<>(capacities)) {
            for (String name : new LinkedHashSet<>(implementations)) {
                Footprint footprint = fork(name, capacity);
                footprints.add(footprint);
                out().println(line(footprint));
            }
        }
        Json.write(file, footprints);
        out().println("written to " + file);
        return CommandLine.ExitCode.OK;
    }

    private static String line(Footprint footprint) {
        double entries = footprint.entries();
        return String.format(
                Locale.ROOT,
                "%-28s capacity %,9d: %,5d bytes an entry, %,5d on the heap, %,5d beside it (caches: %,d, entries: %,d)",
                footprint.implementation(),
                footprint.capacity(),
                Math.round(footprint.bytesPerEntry()),
                Math.round(footprint.heapBytes() / entries),
                Math.round(footprint.otherBytes() / entries),
                footprint.caches(),
                footprint.entries());
    }

    private static Footprint fork(String name, int capacity) throws IOException, InterruptedException {
        int caches = Math.max(1, Math.min(MOST_CACHES, MOST_ENTRIES / capacity));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", classPath(), MemoryFork.class.getName()));
        command.addAll(List.of(name, Integer.toString(capacity), Integer.toString(caches)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            process.onExit()
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> process.destroyForcibly());
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            for (String line : said.lines().toList()) {
                if (code == 0 && line.startsWith(MemoryFork.RESULT)) {
                    return Json.parse(line.substring(MemoryFork.RESULT.length()), Footprint.class, "the fork");
                }
            }
            throw new IOException(name + " at capacity " + capacity + " ended with code " + code + " and no result: "
                    + said.lines().limit(5).collect(Collectors.joining(" | ")));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void checkOptions() {
        for (String name : implementations) {
            Implementation implementation;
            try {
                implementation = Implementation.named(name);
            } catch (IllegalArgumentException e) {
                throw bad("--impl: " + e.getMessage());
            }
            if (implementation.loadsFromDisk()) {
                throw bad("--impl: " + name
                        + " loads from directories, and cannot be filled with made-up keys; leave it out");
            }
        }
        for (int capacity : capacities) {
            if (capacity < 100 || capacity > MOST_ENTRIES) {
                throw bad("--capacity: " + capacity + " is not between 100 and " + MOST_ENTRIES);
            }
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
