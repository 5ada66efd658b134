package io.rendercache.benchmarks.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine;

/** Runs a command so that whatever goes wrong is one line on its error stream, which begins with its name. */
public final class CommandShell {
    private CommandShell() {}

    /** Returns the process's own output, for a command that runs for itself. */
    public static PrintWriter stdout() {
        return new PrintWriter(System.out, true, Charset.defaultCharset());
    }

    /** Returns the process's own error stream. */
    public static PrintWriter stderr() {
        return new PrintWriter(System.err, true, Charset.defaultCharset());
    }

    /**
     * Runs a command; returns its exit code, which is picocli's for a wrong option.
     *
     * @param codeOf the exit code for what the command throws
     */
    public static int run(
            String name,
            Callable<Integer> command,
            ToIntFunction<Exception> codeOf,
            String[] args,
            PrintWriter out,
            PrintWriter err) {
        return new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((failure, line) -> {
                    err.println(oneLine(name, failure) + "; see '" + name + " --help'");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    err.println(oneLine(name, failure));
                    return codeOf.applyAsInt(failure);
                })
                .execute(args);
    }

    /** Returns what is said of a failure. */
    public static String oneLine(String name, Exception failure) {
        // Of a failure of the file system the message is often no more than a path; of one of ours it says all.
        boolean isOurs = failure.getClass() == IOException.class
                || failure.getClass().getPackageName().startsWith("io.rendercache");
        boolean isIo = failure instanceof IOException || failure instanceof UncheckedIOException;
        String message = isIo && !isOurs ? failure.toString() : String.valueOf(failure.getMessage());
        return name + ": " + message.replaceAll("\\s*\\R\\s*", " ");
    }
}
