package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.command.AbstractCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
public final class TableCommand extends AbstractCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "the runs, in the order in which they are to stand")
    private List<Path> folders = List.of();

    @Override
    public Integer call() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw bad("'" + folder + "' is not a folder; name one with results, such as perf-results/<date>-...");
            }
            Run run = RunReader.read(folder);
            if (!run.problems().isEmpty()) {
                throw new IOException(folder + ": " + run.problems().get(0));
            }
            runs.add(run);
        }
        ComparisonTable.Made made = ComparisonTable.of(runs);
        made.missing().forEach(this::log);
        out().print(made.markdown());
        out().flush();
        return CommandLine.ExitCode.OK;
    }
}
