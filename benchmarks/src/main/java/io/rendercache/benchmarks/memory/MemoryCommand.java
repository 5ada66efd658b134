package io.rendercache.benchmarks.memory;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.command.FilledCache;
import io.rendercache.benchmarks.command.JavaProcess;
import io.rendercache.benchmarks.command.ResultsOptions;
import io.rendercache.benchmarks.jmh.ForkFlags;
import io.rendercache.benchmarks.results.Json;
import io.rendercache.benchmarks.results.ResultsExistException;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
public final class MemoryCommand extends AbstractCommand {
    private static final int SMALLEST_CAPACITY = 100;
    private static final int MOST_ENTRIES = 1_000_000;
    private static final int MOST_CACHES = 500;
    private static final long LIMIT_SECONDS = 180;
    private static final String HEAP = "1200m";

    private static final List<String> FLAGS = ForkFlags.allAnd(
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
            converter = FilledCache.class,
            defaultValue =
                    "bounded-lru,linked-hash-map,caffeine,caffeine-same-thread,cache2k,cache2k-tuned,ohc,ohc-chunked,ehcache,"
                            + "chronicle-map",
            description = "caches to measure (${DEFAULT-VALUE})")
    private List<Implementation> implementations = List.of();

    @Option(
            names = "--capacity",
            split = ",",
            paramLabel = "N",
            defaultValue = "1000,1000000",
            description = "their capacities (${DEFAULT-VALUE})")
    private List<Integer> capacities = List.of();

    @Mixin
    private ResultsOptions results = new ResultsOptions();

    @Override
    protected int exitCode(Exception failure) {
        return failure instanceof ResultsExistException ? CommandLine.ExitCode.USAGE : super.exitCode(failure);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int capacity : capacities) {
            check("--capacity", capacity, SMALLEST_CAPACITY, MOST_ENTRIES);
        }
        if (!Files.isReadable(MemoryFork.MAPS)) {
            throw new IOException(
                    "'" + MemoryFork.MAPS + "' cannot be read, which resident memory is taken from; run it on Linux");
        }
        ResultsFolder folder = results.open(FLAGS);
        Path file = folder.file("memory.json");
        List<Footprint> footprints = new ArrayList<>();
        for (int capacity : new LinkedHashSet<>(capacities)) {
            for (Implementation implementation : new LinkedHashSet<>(implementations)) {
                Footprint footprint = fork(implementation, capacity);
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

    private static Footprint fork(Implementation implementation, int capacity)
            throws IOException, InterruptedException {
        int caches = Math.max(1, Math.min(MOST_CACHES, MOST_ENTRIES / capacity));
        Process process = JavaProcess.of(
                        FLAGS,
                        MemoryFork.class,
                        implementation.id(),
                        Integer.toString(capacity),
                        Integer.toString(caches))
                .start();
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
            throw new IOException(implementation.id() + " at capacity " + capacity + " ended with code " + code
                    + " and no result: " + said.lines().limit(5).collect(Collectors.joining(" | ")));
        } finally {
            process.destroyForcibly();
        }
    }
}
