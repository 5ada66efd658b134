package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.command.FilledCache;
import io.rendercache.benchmarks.command.ResultsOptions;
import io.rendercache.benchmarks.results.Json;
import io.rendercache.benchmarks.results.ResultsExistException;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latency}: what a caller waits for a hit while other threads insert without pause. */
@Command(
        name = "latency",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Reads a resident working set at a fixed rate while other threads insert new keys as fast as they can, and tells"
                    + " how long the hits took, each cache in a JVM of its own.",
            "",
            "Response time counts from when a read was due, so that a stall is charged to all reads that it held up;"
                    + " service time from when it began. Percentiles with fewer than 10 samples beyond them are left"
                    + " out. Misses are counted, not timed. Machine jitter is by how much a thread of an idle JVM woke"
                    + " late meanwhile.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was measured, whatever it came to",
            "1:a fork failed, or the disk",
            "2:an option was wrong, or a file of an earlier run is in the way"
        })
public final class LatencyCommand extends AbstractCommand {
    /** Under this share of the rate, the times tell more of the queue than of the cache. */
    private static final double ACHIEVED = 0.95;

    private static final int SMALLEST_CAPACITY = 100;
    private static final int ENTRIES_PER_KEY_READ = 100;

    @Option(
            names = "--impl",
            split = ",",
            paramLabel = "NAME",
            converter = FilledCache.class,
            defaultValue =
                    "bounded-lru,caffeine,caffeine-same-thread,cache2k,ohc,ohc-crc32c,ohc-chunked,chronicle-map,linked-hash-map",
            description = "caches to measure (${DEFAULT-VALUE})")
    private List<Implementation> implementations = List.of();

    @Option(
            names = "--capacity",
            split = ",",
            paramLabel = "N",
            defaultValue = "1000,1000000",
            description = "their capacities (${DEFAULT-VALUE})")
    private List<Integer> capacities = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "reads per second, of all readers (${DEFAULT-VALUE}): one every 10 us, many times what a hit takes,"
                            + " so that one core bears it; what was achieved is printed")
    private long rate;

    @Option(names = "--readers", paramLabel = "N", description = "threads that read (half the cores)")
    private int readers = halfTheCores();

    @Option(names = "--writers", paramLabel = "N", description = "threads that insert without pause (half the cores)")
    private int writers = halfTheCores();

    @Option(
            names = "--mix",
            paramLabel = "P",
            defaultValue = "1",
            description =
                    "share of the readers' operations that are reads, 0 to 1; the others insert (${DEFAULT-VALUE})")
    private double mix;

    @Option(
            names = "--working-set",
            paramLabel = "N",
            description = "keys that are read, in turn (a hundredth of the capacity); one stays if fewer keys than the"
                    + " capacity are inserted until it is read again")
    private int workingSet;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "to measure each for (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warmup-seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "before that (${DEFAULT-VALUE})")
    private int warmupSeconds;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "3g",
            description = "each JVM's -Xmx (${DEFAULT-VALUE})")
    private String heap = "";

    @Option(
            names = "--smallest-heap",
            description = "instead, the longest GC pause of bounded-lru under 512m against those of caffeine,"
                    + " cache2k and linked-hash-map at the smallest heap that holds them, at the largest --capacity; keys are made as"
                    + " they are inserted")
    private boolean smallestHeap;

    @Option(
            names = "--search-seconds",
            paramLabel = "N",
            defaultValue = "600",
            description = "end the search for the smallest heaps after so long (${DEFAULT-VALUE})")
    private int searchSeconds;

    @Mixin
    private ResultsOptions results = new ResultsOptions();

    @Override
    protected int exitCode(Exception failure) {
        return failure instanceof ResultsExistException ? CommandLine.ExitCode.USAGE : super.exitCode(failure);
    }

    private static int halfTheCores() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        String heapFlag = "-Xmx" + heap;
        ResultsFolder folder = results.open(Forks.flags(smallestHeap ? SmallestHeap.OUR_HEAP : heapFlag));
        warnOfTooManyThreads();
        return smallestHeap ? searchHeaps(folder) : measure(folder, heapFlag);
    }

    private int measure(ResultsFolder folder, String heapFlag) throws IOException, InterruptedException {
        Path summary = folder.file("latency.json");
        List<Plan> plans = new ArrayList<>();
        for (int capacity : new LinkedHashSet<>(capacities)) {
            for (Implementation implementation : oursFirst()) {
                String name = "latency-" + implementation.id() + "-" + capacity;
                for (String ending : List.of(".hlog", ".hgrm", "-service.hgrm")) {
                    folder.file(name + ending);
                }
                Path files = folder.path().resolve(name).toAbsolutePath();
                plans.add(plan(implementation, capacity, false, files.toString()));
            }
        }
        List<Measured> runs = new ArrayList<>();
        List<Measured> ofCapacity = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            Plan plan = plans.get(i);
            log((i + 1) + " of " + plans.size() + ", " + plan.implementation() + ", capacity " + plan.capacity() + ", "
                    + (plan.warmupSeconds() + plan.seconds()) + " s");
            Measured measured = Forks.run(plan, heapFlag);
            warnOfRate(measured);
            ofCapacity.add(measured);
            if (i + 1 == plans.size() || plans.get(i + 1).capacity() != plan.capacity()) {
                out().println(LatencyTable.of(ofCapacity));
                out().println();
                runs.addAll(ofCapacity);
                ofCapacity.clear();
            }
        }
        finish(summary, runs, Goals.latency(runs));
        return CommandLine.ExitCode.OK;
    }

    private int searchHeaps(ResultsFolder folder) throws IOException, InterruptedException {
        Path summary = folder.file("latency-heap.json");
        int capacity = capacities.stream().mapToInt(each -> each).max().orElseThrow();
        SmallestHeap search = new SmallestHeap(this::log, searchSeconds);
        search.run(plan(Implementation.BOUNDED_LRU, capacity, true, ""));
        out().println(LatencyTable.of(search.runs()));
        out().println();
        finish(summary, search.runs(), search.verdicts());
        return CommandLine.ExitCode.OK;
    }

    private void finish(Path summary, List<Measured> runs, List<String> verdicts) throws IOException {
        verdicts.forEach(out()::println);
        Json.write(summary, new LatencySummary(runs, verdicts));
        out().println("written to " + summary.getParent());
    }

    private List<Implementation> oursFirst() {
        List<Implementation> ordered = new ArrayList<>();
        for (Implementation implementation : new LinkedHashSet<>(implementations)) {
            ordered.add(implementation == Implementation.BOUNDED_LRU ? 0 : ordered.size(), implementation);
        }
        return ordered;
    }

    private Plan plan(Implementation implementation, int capacity, boolean freshKeys, String files) {
        int read = workingSet == 0 ? capacity / ENTRIES_PER_KEY_READ : workingSet;
        return new Plan(
                implementation.id(),
                capacity,
                rate,
                mix,
                readers,
                writers,
                seconds,
                warmupSeconds,
                Math.max(1, read),
                freshKeys,
                files);
    }

    private void checkOptions() {
        for (int capacity : capacities) {
            check("--capacity", capacity, SMALLEST_CAPACITY, 100_000_000);
        }
        check("--rate", rate, 1, 100_000_000);
        check("--readers", readers, 1, 1_024);
        check("--writers", writers, 0, 1_024);
        check("--seconds", seconds, 1, 86_400);
        check("--warmup-seconds", warmupSeconds, 0, 86_400);
        check("--search-seconds", searchSeconds, 1, 86_400);
        if (!(mix > 0 && mix <= 1)) {
            throw bad("--mix: " + mix + " is not a share of reads; give a number over 0, to 1");
        }
        if (!heap.matches("[1-9][0-9]{0,8}[mMgG]")) {
            throw bad("--heap: '" + heap + "' is no size; give megabytes or gigabytes, as 512m or 3g");
        }
        int smallest = capacities.stream().mapToInt(each -> each).min().orElseThrow();
        if (workingSet != 0) {
            check("--working-set", workingSet, 1, smallest / 2);
        }
    }

    private void warnOfTooManyThreads() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (readers + writers > cores) {
            log((readers + writers) + " threads on " + cores + " cores: times will show the scheduler as well");
        }
    }

    private void warnOfRate(Measured measured) {
        if (measured.rateAchieved() < ACHIEVED * rate) {
            log(measured.plan().implementation() + " served "
                    + Math.round(measured.rateAchieved()) + " of " + rate
                    + " reads per second: its response times are those of a queue that grows; lower --rate");
        }
    }
}
