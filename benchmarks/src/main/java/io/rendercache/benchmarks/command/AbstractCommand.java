package io.rendercache.benchmarks.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What all commands share: {@code --help}, their streams and their exit codes. Whatever goes wrong is one line on the
 * error stream, which begins with the command's name.
 */
public abstract class AbstractCommand implements Callable<Integer> {
    /** Last in the help, after the options of the command itself. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = Integer.MAX_VALUE,
            description = "print this and stop")
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command on the process's own streams; returns its exit code. */
    public final int run(String... args) {
        return run(
                args,
                new PrintWriter(System.out, true, Charset.defaultCharset()),
                new PrintWriter(System.err, true, Charset.defaultCharset()));
    }

    /** Runs the command on the given streams; returns its exit code, which is picocli's for a wrong option. */
    public final int run(String[] args, PrintWriter out, PrintWriter err) {
        return new CommandLine(this)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((failure, line) -> {
                    err.println(oneLine(failure) + "; see '" + name() + " --help'");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    err.println(oneLine(failure));
                    return exitCode(failure);
                })
                .execute(args);
    }

    /** Returns the exit code for what {@link #call} throws: 1, unless the command has another. */
    protected int exitCode(Exception failure) {
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Returns where results are printed. */
    protected final PrintWriter out() {
        return line().getOut();
    }

    /** Returns where progress and failures are printed. */
    protected final PrintWriter err() {
        return line().getErr();
    }

    /** Prints a line on the error stream, after the command's name. */
    protected final void log(String message) {
        err().println(name() + ": " + message);
    }

    /** Returns what is thrown for an option or a parameter that is wrong. */
    protected final ParameterException bad(String message) {
        return new ParameterException(line(), message);
    }

    /** Refuses a value that is not between {@code least} and {@code most}. */
    protected final void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw outOfRange(option, value, least, most);
        }
    }

    /** Refuses a value that is not between {@code least} and {@code most}, or not a number. */
    protected final void check(String option, double value, long least, long most) {
        if (!(value >= least && value <= most)) {
            throw outOfRange(option, value, least, most);
        }
    }

    /** Returns what is printed of a failure. */
    protected final String oneLine(Exception failure) {
        // Of a failure of the file system the message is often no more than a path; of one of ours it says all.
        boolean isOurs = failure.getClass() == IOException.class
                || failure.getClass().getPackageName().startsWith("io.rendercache");
        boolean isIo = failure instanceof IOException || failure instanceof UncheckedIOException;
        String message = isIo && !isOurs ? failure.toString() : String.valueOf(failure.getMessage());
        return name() + ": " + message.replaceAll("\\s*\\R\\s*", " ");
    }

    private ParameterException outOfRange(String option, Number value, long least, long most) {
        return bad(option + ": " + value + " is out of range; give a number from " + least + " to " + most);
    }

    private String name() {
        return line().getCommandName();
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
