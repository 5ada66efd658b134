package io.rendercache.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The common part of every command on a file: the file, the format of the output, and the reporting of failures. */
final class Target {
    /** The action of a command on its file. */
    @FunctionalInterface
    interface Reading {
        /** Runs the action and returns the verdict. */
        Verdict run(CacheReader reader) throws IOException;
    }

    /** An action that may fail. */
    @FunctionalInterface
    interface Work {
        /** Runs the action. */
        Verdict run() throws IOException;
    }

    @Parameters(index = "0", paramLabel = "FILE", description = "the cache's file")
    private @Nullable Path file;

    @Option(names = "--json", description = "print JSON, one object a line")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and stop")
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Opens the file and runs a command on it; returns the exit code. */
    int read(Reading reading) {
        return guard(() -> {
            try (CacheReader reader = CacheReader.open(file())) {
                return reading.run(reader);
            }
        });
    }

    /** Runs an action; returns the exit code. A failure is reported in one line, and with --json as an object too. */
    int guard(Work work) {
        Verdict verdict;
        try {
            verdict = work.run();
        } catch (ToolException e) {
            verdict = failed(e.verdict(), String.valueOf(e.getMessage()));
        } catch (ClosedByInterruptException e) {
            verdict = failed(Verdict.USAGE, file() + " was not read to its end: interrupted");
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            verdict = failed(
                    Verdict.USAGE,
                    e.getFile() + " cannot be read or written: " + reason + "; check the path and its permissions");
        } catch (IOException e) {
            verdict = failed(
                    Verdict.USAGE,
                    file() + " cannot be read, or its copy not be written: " + e.getMessage() + "; check the disk");
        }
        out().flush();
        return verdict.code();
    }

    Path file() {
        return Objects.requireNonNull(file);
    }

    boolean isJson() {
        return json;
    }

    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    /** Prints a line that is not part of the output proper. */
    void note(String line) {
        out().flush();
        Objects.requireNonNull(command).commandLine().getErr().println("rendercache: " + JsonWriter.oneLine(line));
    }

    private Verdict failed(Verdict verdict, String message) {
        if (json) {
            new Report()
                    .with("file", file().toString())
                    .with("verdict", verdict.text())
                    .with("error", message)
                    .print(out(), true);
        }
        note(message);
        return verdict;
    }
}
