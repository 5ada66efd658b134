package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: makes one page and its charts from a folder of measured runs. */
@Command(
        name = "report",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Makes report.html, one page that needs nothing else, and its charts as SVG from a folder of results."
                    + " What the folder lacks is left out, with a line that says what would bring it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the report is written, whole or with lines on what was left out",
            "1:it cannot be written, or a file of another run is in its place",
            "2:an option or the folder was wrong"
        })
public final class ReportCommand extends AbstractCommand {
    private static final Pattern DATED = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "the run to report (the newest folder in perf-results)")
    private @Nullable Path folder;

    @Option(names = "--out", paramLabel = "DIR", description = "where report.html and the charts go (FOLDER)")
    private @Nullable Path out;

    @Option(
            names = "--history",
            paramLabel = "DIR",
            description = "the runs that the history is drawn from (the folder that FOLDER is in)")
    private @Nullable Path history;

    @Option(names = "--force", description = "write over a report that is there")
    private boolean force;

    private final Path root;

    /** The runs are those that are kept below the working directory. */
    public ReportCommand() {
        this(ResultsFolder.ROOT);
    }

    /** The runs are in {@code root}. */
    ReportCommand(Path root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        // Nothing is ever shown on a screen, and a server has none.
        System.setProperty("java.awt.headless", "true");
        Path from = folder == null ? newest() : folder;
        if (!Files.isDirectory(from)) {
            throw bad("'" + from + "' is not a folder; name one with results, such as perf-results/<date>-...");
        }
        Path runs = history == null ? from.toAbsolutePath().normalize().getParent() : history;
        if (runs == null || !Files.isDirectory(runs)) {
            throw bad("--history: '" + runs + "' is not a folder; name the one that the runs are in");
        }
        List<String> problems = new ArrayList<>();
        Report report =
                Report.of(RunReader.read(from), History.read(runs, from, problems), problems, Drawing.obstacle());
        Path page = write(report, out == null ? from : out);
        report.problems().forEach(this::log);
        out().println(page + " and " + report.drawings().size() + " charts beside it are written");
        return CommandLine.ExitCode.OK;
    }

    private Path write(Report report, Path to) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        Path page = to.resolve("report.html");
        files.put(page, report.html());
        report.drawings().forEach(drawing -> files.put(to.resolve("chart-" + drawing.slug() + ".svg"), drawing.svg()));
        for (Path file : files.keySet()) {
            if (!force && Files.exists(file)) {
                throw new IOException(
                        file + " is there already; give another folder with --out, or --force to write over it");
            }
        }
        Files.createDirectories(to);
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        return page;
    }

    /** The names of runs begin with the date, other folders are none; of one day, that which was last written to. */
    private Path newest() throws IOException {
        if (!Files.isDirectory(root)) {
            throw bad("there is no folder " + root + " here; name a folder of results");
        }
        try (Stream<Path> listed = Files.list(root)) {
            return listed.filter(run -> DATED.matcher(date(run)).matches() && Files.isDirectory(run))
                    .max(Comparator.comparing((Path run) -> date(run))
                            .thenComparing(ReportCommand::written)
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow(() -> bad(root + " holds no run; name a folder of results"));
        }
    }

    private static String date(Path run) {
        String name = run.getFileName().toString();
        return name.substring(0, Math.min(10, name.length()));
    }

    private static long written(Path run) {
        try {
            return Files.getLastModifiedTime(run).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
