package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code node}: runs a render node with the cache and then without, and prints what the difference is. */
@Command(
        name = "node",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Runs a render node on real directories, with the frame-directory cache and without it, and prints what the"
                    + " difference is. Every answer is checked against what is on disk."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all answers were right", "1:an answer was wrong, or the disk failed", "2:an option was wrong"
        })
public final class NodeCommand implements Callable<Integer> {
    private static final int WRONG = 1;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "70", description = "jobs to do (${DEFAULT-VALUE})")
    private int jobs;

    @Option(names = "--workers", paramLabel = "N", description = "threads that take jobs (one a processor)")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--videos",
            paramLabel = "M",
            defaultValue = "3",
            description = "videos in a job (${DEFAULT-VALUE})")
    private int videos;

    @Option(
            names = "--frame-count",
            paramLabel = "N",
            defaultValue = "300",
            description = "frames composited in a job (${DEFAULT-VALUE}); videos made are half to all as long")
    private int frameCount;

    @Option(
            names = "--frames",
            paramLabel = "DIR",
            description = "take the directories with frame_N.png files found under DIR, instead of making some")
    private @Nullable Path frames;

    @Option(
            names = "--cap",
            paramLabel = "N",
            defaultValue = "1000",
            description = "the most entries that the cache holds (${DEFAULT-VALUE})")
    private int cap;

    @Option(
            names = "--leak",
            paramLabel = "P",
            defaultValue = "0",
            description = "share of jobs that forget to close, 0 to 1 (${DEFAULT-VALUE})")
    private double leak;

    @Option(names = "--by-path", description = "ask by path each time, not by a key prepared for each video")
    private boolean byPath;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "stop the run without the cache after so long, done or not (${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the videos' lengths, or which are taken (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and stop")
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    private volatile boolean interrupted;

    /** Runs the command on the process's own streams; returns its exit code. */
    public static int run(String[] args) {
        return run(
                args,
                new PrintWriter(System.out, true, Charset.defaultCharset()),
                new PrintWriter(System.err, true, Charset.defaultCharset()));
    }

    /** Runs the command on the given streams; returns its exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return new CommandLine(new NodeCommand())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((failure, line) -> {
                    err.println(oneLine(failure) + "; see 'node --help'");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    err.println(oneLine(failure));
                    return WRONG;
                })
                .execute(args);
    }

    private static String oneLine(Exception failure) {
        String message = failure instanceof IOException || failure instanceof UncheckedIOException
                ? failure.toString()
                : String.valueOf(failure.getMessage());
        return "node: " + message.replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--jobs", jobs, 1, 10_000_000);
        check("--workers", workers, 1, 1_024);
        check("--videos", videos, 1, 10_000);
        check("--frame-count", frameCount, 1, 10_000_000);
        check("--cap", cap, 1, 100_000_000);
        check("--limit", limit, 1, 86_400);
        if (!(leak >= 0 && leak <= 1)) {
            throw bad("--leak: " + leak + " is not a share; give a number from 0 to 1");
        }
        return frames == null ? onMadeVideos() : compare(find(frames));
    }

    /** Ctrl-C ends the run early; the shutdown hook then waits until what was made is removed. */
    private int onMadeVideos() throws IOException, InterruptedException {
        CountDownLatch removed = new CountDownLatch(1);
        Thread hook = new Thread(() -> stopAndWaitFor(removed), "node-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try (TemporaryFolder folder = new TemporaryFolder()) {
            return compare(new MadeVideos(folder, frameCount, seed));
        } finally {
            removed.countDown();
            if (!interrupted) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
    }

    private void stopAndWaitFor(CountDownLatch removed) {
        interrupted = true;
        try {
            if (!removed.await(1, TimeUnit.MINUTES)) {
                err().println("node: temporary frames may be left under " + System.getProperty("java.io.tmpdir"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int compare(Videos source) throws IOException, InterruptedException {
        RunResult with;
        try (Clamps clamps = new CachedClamps(cap, byPath)) {
            with = run("with cache", source, clamps, Duration.ofDays(365));
        }
        RunResult without;
        try (Clamps clamps = new ListedClamps()) {
            without = run("without", source, clamps, Duration.ofSeconds(limit));
        }
        if (interrupted) {
            return WRONG;
        }
        out().println(ResultTable.of(with, without));
        if (without.cutShort()) {
            out().println("Without the cache, time was up after " + limit + " s; --limit sets another time.");
        }
        return verdict(with);
    }

    private RunResult run(String name, Videos source, Clamps clamps, Duration longest)
            throws IOException, InterruptedException {
        Workload workload = new Workload(jobs, workers, videos, frameCount, leak, seed, longest);
        return new RenderNode(name, workload, source, clamps, err()::println, () -> interrupted).run();
    }

    private int verdict(RunResult with) {
        long left = with.cost().entries();
        if (left > cap) {
            err().println("node: the cache held " + left + " entries, over its cap of " + cap);
            return WRONG;
        }
        if (with.forgotten() == 0 && left > 0) {
            err().println("node: every job was closed, but " + left + " entries were left");
            return WRONG;
        }
        return CommandLine.ExitCode.OK;
    }

    private FoundVideos find(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw bad("--frames: '" + root + "' is not a directory; name one that holds frames,"
                    + " or set how many frames are made with --frame-count");
        }
        List<Video> found = FoundVideos.under(root);
        if (found.isEmpty()) {
            throw bad("--frames: no frame_N.png file is in '" + root + "' or below it; name a directory that has some");
        }
        return new FoundVideos(found, seed);
    }

    private void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw bad(option + ": " + value + " is out of range; give a number from " + least + " to " + most);
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
