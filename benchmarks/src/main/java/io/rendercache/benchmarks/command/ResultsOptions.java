package io.rendercache.benchmarks.command;

import io.rendercache.benchmarks.results.Environment;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that adds its files to a {@link ResultsFolder}. */
public final class ResultsOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder to write to (perf-results/<date>-<machine>-<jdk>)")
    private @Nullable Path out;

    @Option(names = "--force", description = "write over files of an earlier run")
    private boolean force;

    /** Returns whether files of an earlier run may be written over. */
    public boolean isForced() {
        return force;
    }

    /** Opens the folder; {@code flags} are those of the JVMs that are measured in. */
    public ResultsFolder open(List<String> flags) throws IOException {
        return ResultsFolder.open(out, Environment.here(flags), force);
    }
}
