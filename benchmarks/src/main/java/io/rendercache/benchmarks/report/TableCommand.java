package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.command.CommandShell;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code table}: the README's comparison, from measured runs. */
@Command(
        name = "table",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Prints the README's tables of this cache and others in Markdown, from folders that ./bench made, one for each JDK:"
                    + " their figures stand beside each other, as in 31 / 29. What was not measured is a dash, and a line on"
                    + " the error stream."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the tables are printed", "1:a file could not be read", "2:an option or a folder was wrong"})
public final class TableCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "the runs, in the order in which they are to stand")
    private List<Path> folders = List.of();

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
        return CommandShell.run("table", new TableCommand(), failure -> FAILED, args, out, err);
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        List<Run> runs = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new ParameterException(
                        line,
                        "'" + folder + "' is not a folder; name one with results, such as perf-results/<date>-...");
            }
            Run run = RunReader.read(folder);
            if (!run.problems().isEmpty()) {
                throw new IOException(folder + ": " + run.problems().get(0));
            }
            runs.add(run);
        }
        ComparisonTable.Made made = ComparisonTable.of(runs);
        made.missing().forEach(missing -> line.getErr().println("table: " + missing));
        line.getOut().print(made.markdown());
        line.getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
