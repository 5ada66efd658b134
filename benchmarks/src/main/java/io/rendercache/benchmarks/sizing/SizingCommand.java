package io.rendercache.benchmarks.sizing;

import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.command.ResultsOptions;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sizing}: says how many entries a cache needs, and what more or fewer would change. */
@Command(
        name = "sizing",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Says how many entries a cache needs, from a trace or from a described load: the misses of exact LRU at"
                    + " every capacity in one pass, the working set, this engine's misses, bytes and times, and what"
                    + " doubling or halving the cap would change. Writes sizing-<name>.csv, .json and .svg."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a file could not be read or written", "2:an option was wrong"})
public final class SizingCommand extends AbstractCommand {
    private static final int MOST = 100_000_000;

    @Option(names = "--trace", paramLabel = "FILE", description = "size from this trace, also .gz or .xz")
    private @Nullable Path trace;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "of the trace: decimal, int32, int64 (big-endian) or oracleGeneral; guessed from its name"
                    + " unless given")
    private @Nullable String format;

    @Option(
            names = "--load",
            paramLabel = "NAME",
            split = ",",
            description = "size from a described load: frames (unless given), labels or curation; several with commas")
    private List<String> loads = new ArrayList<>();

    @Option(names = "--cap", paramLabel = "N", description = "the cap in question (1000; labels 1024, curation 64)")
    private @Nullable Integer cap;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "2000", description = "frames: jobs (${DEFAULT-VALUE})")
    private int jobs;

    @Option(
            names = "--videos",
            paramLabel = "N",
            defaultValue = "3",
            description = "frames: video directories of a job (${DEFAULT-VALUE})")
    private int videos;

    @Option(
            names = "--frames",
            paramLabel = "N",
            defaultValue = "300",
            description = "frames: how often a job reads each (${DEFAULT-VALUE})")
    private int frames;

    @Option(
            names = "--concurrent",
            paramLabel = "N",
            description = "frames: jobs that run at once (64); curation: results polled at once (16)")
    private @Nullable Integer concurrent;

    @Option(
            names = "--leak",
            paramLabel = "P",
            defaultValue = "0.05",
            description = "frames: share of jobs that never clear, 0 to 1 (${DEFAULT-VALUE})")
    private double leak;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "20000",
            description = "labels: images in the index (${DEFAULT-VALUE})")
    private int images;

    @Option(
            names = "--openings",
            paramLabel = "N",
            defaultValue = "500000",
            description = "labels: how often one is opened (${DEFAULT-VALUE})")
    private int openings;

    @Option(
            names = "--skew",
            paramLabel = "X",
            defaultValue = "1.0",
            description = "labels: the k-th image has a weight of 1/k^X, 0 to 5 (${DEFAULT-VALUE})")
    private double skew;

    @Option(
            names = "--results",
            paramLabel = "N",
            defaultValue = "10000",
            description = "curation: results (${DEFAULT-VALUE})")
    private int results;

    @Option(
            names = "--polls",
            paramLabel = "N",
            defaultValue = "5",
            description = "curation: how often each is polled (${DEFAULT-VALUE})")
    private int polls;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "1000",
            description = "where there are no jobs, the working set is of so many references (${DEFAULT-VALUE})")
    private int window;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the lots (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--no-timings", description = "measure no hit and insert times")
    private boolean noTimings;

    @Mixin
    private ResultsOptions folderOptions = new ResultsOptions();

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "write tables and verdicts to FILE, times left out")
    private @Nullable Path markdown;

    @Override
    public Integer call() throws IOException {
        List<Subject> subjects = subjects();
        if (markdown != null && Files.exists(markdown) && !folderOptions.isForced()) {
            throw bad("--markdown: '" + markdown + "' exists; name another file, or --force to write over it");
        }
        ResultsFolder folder = folderOptions.open(List.of());
        List<SizingFiles> files = new ArrayList<>();
        for (Subject subject : subjects) {
            files.add(new SizingFiles(folder, subject.name()));
        }
        StringJoiner sections = new StringJoiner("\n");
        sections.add("# How large the caches are, and why\n");
        sections.add(
                "Written by `sizing " + source() + " --markdown FILE`: exact LRU at every capacity, by stack distances,"
                        + " and the misses of a run of the engine.\nReserved bytes are those of a machine with "
                        + Runtime.getRuntime().availableProcessors() + " processors: more have more stripes.\n");
        for (int i = 0; i < subjects.size(); i++) {
            Sizing sizing = Sizing.of(subjects.get(i), !noTimings, err()::println);
            SizingTable table = new SizingTable(sizing);
            out().println(table.text());
            out().println();
            sections.add(table.markdown());
            files.get(i).write(sizing);
            draw(sizing, files.get(i).svg());
        }
        if (markdown != null) {
            Files.writeString(markdown, sections.toString());
        }
        out().println("Curves, figures and charts are in " + folder.path());
        return CommandLine.ExitCode.OK;
    }

    /** What was asked for, without the folders of this machine. */
    private String source() {
        if (trace != null) {
            return "--trace " + trace.getFileName();
        }
        return "--load " + (loads.isEmpty() ? CacheKind.FRAMES : String.join(",", loads));
    }

    /** The rest of the output stands without the chart. */
    private void draw(Sizing sizing, Path file) {
        try {
            MissChart.write(sizing, file);
        } catch (IOException e) {
            err().println(oneLine(e));
        }
    }

    private List<Subject> subjects() throws IOException {
        check("--jobs", jobs, 1, MOST);
        check("--videos", videos, 1, 1_000_000);
        check("--frames", frames, 1, MOST);
        check("--concurrent", concurrent == null ? 1 : concurrent, 1, 1_000_000);
        check("--cap", cap == null ? 1 : cap, 1, 10_000_000);
        check("--images", images, 1, MOST);
        check("--openings", openings, 1, Integer.MAX_VALUE);
        check("--results", results, 1, MOST);
        check("--polls", polls, 0, 1_000_000);
        check("--window", window, 1, MOST);
        check("--leak", leak, 0, 1);
        check("--skew", skew, 0, 5);
        Subjects all = new Subjects(
                cap, jobs, videos, frames, concurrent, leak, images, openings, skew, results, polls, window, seed);
        if (trace != null) {
            if (!loads.isEmpty()) {
                throw bad("--trace and --load: give one of them");
            }
            return List.of(all.trace(nameOf(trace), trace, formatOf(trace)));
        }
        if (format != null) {
            throw bad("--format: '" + format + "' is of no trace; give one with --trace");
        }
        List<Subject> subjects = new ArrayList<>();
        for (String load : loads.isEmpty() ? List.of(CacheKind.FRAMES.toString()) : loads) {
            subjects.add(all.load(CacheKind.load(load)
                    .orElseThrow(() -> bad("--load: '" + load + "' is no load; give frames, labels or curation"))));
        }
        if (subjects.stream().map(Subject::name).distinct().count() < subjects.size()) {
            throw bad("--load: '" + String.join(",", loads) + "' names a load twice; give each once");
        }
        return subjects;
    }

    private TraceFormat formatOf(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw bad("--trace: '" + file + "' is no file that can be read; name one");
        }
        if (format != null) {
            return TraceFormat.named(format)
                    .orElseThrow(
                            () -> bad("--format: '" + format + "' is no format; give one of " + TraceFormat.names()));
        }
        TraceFormat guess = TraceFormat.guess(String.valueOf(file.getFileName()))
                .orElseThrow(() -> bad("--trace: the name of '" + file + "' does not tell its format; give --format"
                        + " with one of " + TraceFormat.names()));
        log(file.getFileName() + " is read as " + guess + ", as its name has it; --format says" + " otherwise");
        return guess;
    }

    /** Without directories and without what follows the first dot. */
    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName()).replaceAll("\\..*", "");
        String safe = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-");
        return safe.isEmpty() ? "trace" : safe;
    }
}
