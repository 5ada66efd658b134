package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.command.JavaProcess;
import io.rendercache.benchmarks.command.ResultsOptions;
import io.rendercache.benchmarks.results.Json;
import io.rendercache.benchmarks.results.ResultsExistException;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code write-latency}: what an insert takes where it has much to do, or another thread works on the whole cache. */
@Command(
        name = "write-latency",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Tells how long inserts take: into a full cache whose older half has been read since it was put, and while"
                    + " another thread clears the cache, closes a job, counts entries by job or iterates. Each case is run in"
                    + " a JVM of its own.",
            "",
            "With another thread, inserts are due at a fixed rate. Response time counts from when one was due, so that a"
                    + " stall is charged to all that it held up; service time from when it began. Goals are for service time,"
                    + " because response time charges a pause of the collector to all inserts due in it. Percentiles with fewer"
                    + " than 10 samples beyond them are left out. Jobs are those of a frame-directory cache: there an insert"
                    + " includes a look for a directory that does not exist. Machine jitter is by how much a thread of an"
                    + " idle JVM woke late meanwhile.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was measured, whatever it came to",
            "1:a fork failed, or the disk",
            "2:an option was wrong, or a file of an earlier run is in the way"
        })
public final class WriteLatencyCommand extends AbstractCommand {
    private static final String GC_LOG = "-Xlog:gc:stdout:uptimemillis";
    private static final int SMALLEST_CACHE = 1_000;
    private static final int LINES_KEPT = 5;

    @Option(
            names = "--case",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "after-hits,clear,clear-job,entries-by-job,iteration",
            description = "cases to measure (${DEFAULT-VALUE})")
    private List<String> cases = List.of();

    @Option(
            names = "--entries",
            paramLabel = "N",
            description =
                    "the caches' capacity (1,000,000 after hits, 2,000,000 for the others: the goals are for these)")
    private int entries;

    @Option(names = "--stripes", paramLabel = "N", description = "the caches' stripes (as many as they choose)")
    private int stripes;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20000",
            description = "inserts per second while another thread is at work (${DEFAULT-VALUE})")
    private long rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "how often to fill a cache that has to be filled anew each time (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "to count by job, and to iterate, for (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "3g",
            description = "each JVM's -Xmx (${DEFAULT-VALUE})")
    private String heap = "";

    @Mixin
    private ResultsOptions results = new ResultsOptions();

    @Override
    protected int exitCode(Exception failure) {
        return failure instanceof ResultsExistException ? CommandLine.ExitCode.USAGE : super.exitCode(failure);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        List<WritePlan> plans = new ArrayList<>();
        for (String name : new LinkedHashSet<>(cases)) {
            plans.add(plan(name));
        }
        String heapFlag = "-Xmx" + heap;
        ResultsFolder folder = results.open(Forks.flags(heapFlag));
        Path file = folder.file("latency-writes.json");
        List<WriteMeasured> runs = new ArrayList<>();
        for (WritePlan plan : plans) {
            err().println("write-latency: " + (runs.size() + 1) + " of " + plans.size() + ", " + plan.name());
            WriteMeasured measured = fork(plan, heapFlag);
            runs.add(measured);
            out().println(lines(measured));
        }
        Json.write(file, runs);
        out().println("written to " + file);
        return CommandLine.ExitCode.OK;
    }

    private void checkOptions() {
        if (entries != 0) {
            check("--entries", entries, SMALLEST_CACHE, 100_000_000);
        }
        check("--stripes", stripes, 0, 4_096);
        check("--rate", rate, 1, 1_000_000);
        check("--rounds", rounds, 1, 1_000);
        check("--seconds", seconds, 1, 86_400);
        if (!heap.matches("[1-9][0-9]{0,8}[mMgG]")) {
            throw bad("--heap: '" + heap + "' is no size; give megabytes or gigabytes, as 512m or 3g");
        }
    }

    private WritePlan plan(String name) {
        try {
            int held = entries == 0 ? WriteCase.named(name).entries() : entries;
            return new WritePlan(name, held, stripes, rate, rounds, seconds);
        } catch (IllegalArgumentException e) {
            throw bad("--case: " + e.getMessage());
        }
    }

    private static WriteMeasured fork(WritePlan plan, String heapFlag) throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(Forks.flags(heapFlag));
        flags.add(GC_LOG);
        Process process = JavaProcess.of(flags, WriteFork.class).start();
        // Its input is kept open until it has ended: its end tells the fork that nobody is there any more.
        try (Jitter.Holder jitter = new Jitter.Holder();
                Writer in = process.outputWriter(StandardCharsets.UTF_8);
                BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            tell(in, plan);
            WriteMeasured measured = null;
            List<String> words = new ArrayList<>();
            List<String> gc = new ArrayList<>();
            boolean timed = false;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(WriteFork.RESULT)) {
                    jitter.end();
                    measured = Json.parse(line.substring(WriteFork.RESULT.length()), WriteMeasured.class, "the fork");
                } else if (line.equals(WriteFork.BEGIN)) {
                    jitter.begin();
                    timed = true;
                } else if (line.equals(WriteFork.END)) {
                    timed = false;
                } else if (line.startsWith("[")) {
                    // The collector's own lines come between ours as they happen.
                    gc.addAll(timed ? List.of(line) : List.of());
                } else if (words.size() < LINES_KEPT && !line.isBlank()) {
                    words.add(line.strip());
                }
            }
            int code = process.waitFor();
            if (measured == null) {
                throw new ForkFailedException(plan.name() + " under " + heapFlag + " ended with code " + code
                        + " and no result: " + String.join(" | ", words));
            }
            return measured.with(heapFlag, Pauses.of(gc, 0, Long.MAX_VALUE), jitter.percentiles());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void tell(Writer in, WritePlan plan) {
        try {
            in.write(Json.line(plan) + "\n");
            in.flush();
        } catch (IOException e) {
            // It has ended already, for a flag it does not take, say; its own words are read next.
        }
    }

    private static String lines(WriteMeasured measured) {
        WriteCase what = measured.plan().writeCase();
        StringJoiner lines = new StringJoiner(System.lineSeparator() + "  ");
        String title = String.format(
                Locale.ROOT, "%s, %,d entries: %s", what.id(), measured.plan().entries(), what.meanwhile());
        if (what.isAlone()) {
            lines.add(title);
        } else {
            lines.add(title
                    + String.format(
                            Locale.ROOT, ", times: %,d, in %,.1f ms", measured.actions(), measured.actionMillis()));
            lines.add("response " + times(measured.response()));
        }
        lines.add("service  " + times(measured.service()));
        Pauses gc = measured.gc();
        Percentiles jitter = measured.jitter();
        if (gc != null && jitter != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "GC pauses %d, longest %s; machine jitter p99.9 %s, max %s",
                    gc.count(),
                    LatencyTable.millis(gc.longestMillis()),
                    LatencyTable.time(jitter.p999Nanos()),
                    LatencyTable.time(jitter.maxNanos())));
        }
        return lines.add(verdict(measured)).toString();
    }

    private static String times(Percentiles of) {
        return String.format(
                Locale.ROOT,
                "p50 %s, p99 %s, p99.9 %s, p99.99 %s, max %s, of %,d",
                LatencyTable.time(of.p50Nanos()),
                LatencyTable.time(of.p99Nanos()),
                LatencyTable.time(of.p999Nanos()),
                LatencyTable.time(of.p9999Nanos()),
                LatencyTable.time(of.maxNanos()),
                of.samples());
    }

    /** Whether the goal held, in words: as measured in this run, and no more than that. */
    static String verdict(WriteMeasured measured) {
        WriteCase what = measured.plan().writeCase();
        String goal = String.format(
                Locale.ROOT,
                "service %s of an insert at most %s: ",
                what.isAlone() ? "p99.99" : "p99.9",
                LatencyTable.time(what.mostNanos()));
        Long nanos = measured.judgedNanos();
        if (nanos == null) {
            return goal + "cannot be said, too few inserts; give it more --rounds or --seconds, or a higher --rate";
        }
        return goal + (nanos <= what.mostNanos() ? "holds" : "does NOT hold") + " as measured, "
                + LatencyTable.time(nanos);
    }
}
