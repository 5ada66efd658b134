package io.rendercache.benchmarks.node;

import io.rendercache.CurationResultCache;
import io.rendercache.benchmarks.command.AbstractCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code node}: runs a render node with the caches and then without, and prints what the difference is. */
@Command(
        name = "node",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Runs a render node on real files, with the caches and without them, and prints what the difference is:"
                    + " frames are clamped, images labelled over a restart and a re-index, curation results polled."
                    + " Every answer is checked."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all answers were right", "1:an answer was wrong, or the disk failed", "2:an option was wrong"
        })
public final class NodeCommand extends AbstractCommand {
    private static final int WRONG = 1;
    private static final int LABELS_WANTED = 3;
    private static final int WARMING_LOADS = 1_000;
    private static final int MOST_CURATORS = 4;

    /** More than the curators can be streaming at once, and at times less than as many results need as may be held. */
    private static final long CURATION_BYTES = 32L << 20;

    private static final Duration NO_LIMIT = Duration.ofDays(365);

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

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "write each access of the frame cache to FILE, for 'sizing --trace FILE'; gzipped if it ends"
                    + " with .gz")
    private @Nullable Path record;

    @Option(names = "--by-path", description = "ask by path each time, not by a key prepared for each video")
    private boolean byPath;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "3000",
            description = "images in the index that are labelled (${DEFAULT-VALUE}); 0 leaves the labels out")
    private int images;

    @Option(
            names = "--openings",
            paramLabel = "N",
            defaultValue = "12000",
            description = "how often one of the images is opened (${DEFAULT-VALUE})")
    private int openings;

    @Option(
            names = "--results",
            paramLabel = "N",
            defaultValue = "400",
            description = "curation jobs, each with a result of 1 KB to 4 MB (${DEFAULT-VALUE}); 0 leaves them out")
    private int results;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "stop a run without its cache after so long, done or not (${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of all that is drawn by lot (${DEFAULT-VALUE})")
    private long seed;

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
        check("--images", images, 0, 1_000_000);
        check("--openings", openings, 4, 100_000_000);
        check("--results", results, 0, 1_000_000);
        if (record != null && Files.exists(record)) {
            throw bad("--record: '" + record + "' is there already; name another file");
        }
        FoundVideos found = frames == null ? null : find(frames);
        try (Interruption interruption = new Interruption(this::log);
                TemporaryFolder folder = new TemporaryFolder()) {
            // Made first, to be old enough for their labels to be kept when their turn comes.
            ImageIndex index = images == 0 ? null : new ImageIndex(folder.path(), images, LABELS_WANTED, seed);
            int code = compare(found == null ? new MadeVideos(folder, frameCount, seed) : found, interruption);
            if (code == CommandLine.ExitCode.OK && index != null) {
                code = label(index, folder.path().resolve("labels.cache"), interruption);
            }
            if (code == CommandLine.ExitCode.OK && results > 0) {
                code = curate(interruption);
            }
            return code;
        }
    }

    private int compare(Videos source, BooleanSupplier interrupted) throws IOException, InterruptedException {
        RunResult with = record == null ? cached(source, null, interrupted) : recorded(record, source, interrupted);
        RunResult without;
        try (Clamps clamps = new ListedClamps()) {
            without = run("without", source, clamps, Duration.ofSeconds(limit), interrupted);
        }
        if (interrupted.getAsBoolean()) {
            return WRONG;
        }
        show(ResultTable.of(with, without), without.cutShort());
        return verdict(with);
    }

    private RunResult recorded(Path file, Videos source, BooleanSupplier interrupted)
            throws IOException, InterruptedException {
        try (AccessLog log = new AccessLog(file)) {
            return cached(source, log, interrupted);
        }
    }

    private RunResult cached(Videos source, @Nullable AccessLog log, BooleanSupplier interrupted)
            throws IOException, InterruptedException {
        try (Clamps cache = new CachedClamps(cap, byPath)) {
            Clamps clamps = log == null ? cache : new RecordedClamps(cache, log);
            return run("with cache", source, clamps, NO_LIMIT, interrupted);
        }
    }

    private int label(ImageIndex index, Path file, BooleanSupplier interrupted)
            throws IOException, InterruptedException {
        Viewers.warmUp(index, Math.min(openings, WARMING_LOADS), interrupted);
        LabelResult with;
        try (Labels labels = new CachedLabels(index, file)) {
            with = open("labels with cache", index, labels, NO_LIMIT, interrupted);
        }
        LabelResult without;
        try (Labels labels = new LoadedLabels(index)) {
            without = open("labels without", index, labels, Duration.ofSeconds(limit), interrupted);
        }
        if (interrupted.getAsBoolean()) {
            return WRONG;
        }
        show(LabelTable.of(with, without), without.cutShort());
        Labels.Restart restart = with.restart();
        if (restart.recovered() != restart.before() || restart.discarded() != 0) {
            log("of " + restart.before() + " labels " + restart.recovered() + " were found after the restart, and "
                    + restart.discarded() + " were torn");
            return WRONG;
        }
        return CommandLine.ExitCode.OK;
    }

    private int curate(BooleanSupplier interrupted) throws IOException, InterruptedException {
        CurationCounts counts;
        try (CurationResultCache cache = CurationResultCache.builder()
                .maxBytes(CURATION_BYTES)
                .maxRemembered(Math.max(CurationResultCache.DEFAULT_MAX_RECORDS, results))
                .name("node-results")
                .build()) {
            counts = new CurationRun(cache, CURATION_BYTES, results, seed, err()::println, interrupted)
                    .run(Math.min(workers, MOST_CURATORS));
        }
        if (interrupted.getAsBoolean()) {
            return WRONG;
        }
        show(CurationTable.of(counts), false);
        if (counts.stats().heldBytes() > CURATION_BYTES) {
            log("the results held " + counts.stats().heldBytes() + " bytes, over their budget of " + CURATION_BYTES);
            return WRONG;
        }
        return CommandLine.ExitCode.OK;
    }

    private void show(String table, boolean cutShort) {
        out().println(table);
        if (cutShort) {
            out().println("Without the cache, time was up after " + limit + " s; --limit sets another time.");
        }
        out().println();
    }

    private RunResult run(String name, Videos source, Clamps clamps, Duration longest, BooleanSupplier interrupted)
            throws IOException, InterruptedException {
        Workload workload = new Workload(jobs, workers, videos, frameCount, leak, seed, longest);
        return new RenderNode(name, workload, source, clamps, err()::println, interrupted).run();
    }

    private LabelResult open(
            String name, ImageIndex index, Labels labels, Duration longest, BooleanSupplier interrupted)
            throws IOException, InterruptedException {
        return new Viewers(name, index, labels, openings, seed, longest, err()::println, interrupted).run(workers);
    }

    private int verdict(RunResult with) {
        long left = with.cost().entries();
        if (left > cap) {
            log("the cache held " + left + " entries, over its cap of " + cap);
            return WRONG;
        }
        if (with.forgotten() == 0 && left > 0) {
            log("every job was closed, but " + left + " entries were left");
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
}
