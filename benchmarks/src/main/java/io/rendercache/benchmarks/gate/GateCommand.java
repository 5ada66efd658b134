package io.rendercache.benchmarks.gate;

import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.results.Environment;
import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gate}: says whether this build may be merged, as far as memory, misses and speed go. */
@Command(
        name = "gate",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Holds this build against a baseline, another build or other caches. Without --against or --peers it checks"
                    + " facts that no noise touches: allocated bytes, memory, misses."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is worse",
            "1:a confirmed regression",
            "2:an option or a file was wrong",
            "3:inconclusive, the machine was too noisy",
            "4:not comparable: another JDK or machine, or other benchmarks"
        })
public final class GateCommand extends AbstractCommand {
    @Option(names = "--facts", description = "check the facts (the default)")
    private boolean facts;

    @Option(names = "--update", description = "with --facts, write what was measured to the baseline")
    private boolean update;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            defaultValue = "perf-results/baseline.json",
            description = "facts and limits to hold (${DEFAULT-VALUE})")
    private Path baseline = Path.of("");

    @Option(
            names = "--against",
            paramLabel = "REV|JAR",
            description = "compare speed with a git revision, which is built, or with another benchmarks.jar")
    private @Nullable String against;

    @Option(names = "--peers", description = "compare speed with Caffeine and OHC, within the baseline's limits")
    private boolean peers;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "pairs of forks, 8 to 1,000 (" + SpeedRun.PAIRS + "; 8 with --quick, 2 with --short)")
    private @Nullable Integer pairs;

    @Option(
            names = "--benchmarks",
            paramLabel = "REGEX",
            description = "with --against, which benchmarks (" + SpeedRun.BENCHMARKS + ")")
    private @Nullable String benchmarks;

    @Option(names = "--quick", description = "with --against, shorter forks and only 8 pairs: less is noticed")
    private boolean quick;

    @Option(names = "--short", description = "with --peers, half a minute in all: only what is glaring is noticed")
    private boolean brief;

    @Option(
            names = "--slack",
            paramLabel = "FACTOR",
            defaultValue = "1.25",
            description = "with --peers, how far beyond its limit a ratio may be, 1 to 10 (${DEFAULT-VALUE})")
    private double slack;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the bootstrap's resamples (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "write verdict.json there")
    private @Nullable Path out;

    @Option(names = "--force", description = "write over an earlier verdict.json")
    private boolean force;

    private final Facts.Builders builders;
    private final @Nullable Forks forks;

    /** The gate of this build. */
    public GateCommand() {
        this(Facts.asShipped(), null);
    }

    /** A gate of caches and forks that a test brings. */
    GateCommand(Facts.Builders builders, @Nullable Forks forks) {
        this.builders = builders;
        this.forks = forks;
    }

    @Override
    protected int exitCode(Exception failure) {
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        // Asked first: minutes of measuring must not end in a file that may not be written.
        Path file = out == null ? null : verdictFile(out);
        String layer = peers ? "peers" : against != null ? "against" : "facts";
        Environment environment = Environment.here(List.of());
        Verdict verdict;
        try {
            List<Finding> findings = peers ? peers() : against != null ? against(against) : facts();
            verdict = Verdict.of(layer, findings, environment);
        } catch (IncomparableException e) {
            verdict = Verdict.incomparable(layer, String.valueOf(e.getMessage()), environment);
        }
        out().println(verdict.table());
        if (file != null) {
            Json.write(file, verdict);
        }
        return verdict.exitCode();
    }

    private void checkOptions() {
        int layers = (facts ? 1 : 0) + (against != null ? 1 : 0) + (peers ? 1 : 0);
        if (layers > 1) {
            throw bad("--facts, --against and --peers: more than one was given; run them one by one");
        }
        if (update && (against != null || peers)) {
            throw bad("--update: only facts are written; leave out --against and --peers");
        }
        if (pairs != null) {
            check("--pairs", pairs, 8, 1_000);
        }
        check("--slack", slack, 1, 10);
        if (brief && !peers) {
            throw bad("--short: only --peers can be short; for --against there is --quick");
        }
        if (against == null && (quick || benchmarks != null)) {
            throw bad("--quick, --benchmarks: these go with --against; give it, or leave them out");
        }
        if (against == null && !peers && pairs != null) {
            throw bad("--pairs: facts have none; give --against or --peers, or leave it out");
        }
    }

    private List<Finding> facts() throws IOException {
        Baseline expected = update && !Files.exists(baseline) ? null : Baseline.read(baseline);
        String arch = System.getProperty("os.arch", "unknown");
        String jdk = String.valueOf(Runtime.version().feature());
        Map<String, Long> measured = Facts.measure(builders, this::log);
        if (!update) {
            return FactsGate.compare(Objects.requireNonNull(expected), arch, jdk, measured);
        }
        Baseline updated = Baseline.of(expected, arch, jdk, measured);
        Json.write(baseline, updated);
        log("written: " + baseline);
        return FactsGate.compare(updated, arch, jdk, measured);
    }

    private List<Finding> against(String other) throws IOException, InterruptedException {
        int count = pairs != null ? pairs : quick ? SpeedRun.QUICK_PAIRS : SpeedRun.PAIRS;
        SpeedRun run = new SpeedRun(count, seed, this::log);
        return forks == null ? run.against(other, benchmarks, quick) : run.against(forks);
    }

    private List<Finding> peers() throws IOException, InterruptedException {
        Baseline limits = Baseline.read(baseline);
        int count = pairs != null ? pairs : brief ? SpeedRun.SHORT_PAIRS : SpeedRun.PAIRS;
        SpeedRun run = new SpeedRun(count, seed, this::log);
        return forks == null ? run.peers(limits, slack, brief) : run.peers(limits, slack, forks);
    }

    private Path verdictFile(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw bad("--out: '" + folder + "' is a file; give a folder");
        }
        Files.createDirectories(folder);
        Path file = folder.resolve("verdict.json");
        if (Files.exists(file) && !force) {
            throw bad("--out: '" + file + "' is of an earlier run; give another folder, or --force to write over it");
        }
        return file;
    }
}
