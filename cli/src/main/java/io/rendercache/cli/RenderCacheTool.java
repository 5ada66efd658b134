package io.rendercache.cli;

import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The tool: runs the command, and reports any failure in one line. */
@Command(
        name = "rendercache",
        sortOptions = false,
        usageHelpAutoWidth = true,
        versionProvider = RenderCacheTool.Version.class,
        description =
                "Looks into the files of Rendercache's caches. Only copy writes anything, and nothing waits for a lock.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:sound, or done",
            "1:damaged: a cache that opens the file would lose something, or it is no cache's",
            "2:the command line is wrong, or a file or the output cannot be read or written",
            "3:in use: what was asked for cannot be had while a process has the file open",
            "4:of another layout or byte order"
        },
        subcommands = {
            InfoCommand.class,
            StatCommand.class,
            VerifyCommand.class,
            DumpCommand.class,
            CopyCommand.class,
            JvmFlagsCommand.class
        })
public final class RenderCacheTool implements Callable<Integer> {
    private static final String NAME = "rendercache";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and stop")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "print the version and stop")
    private boolean version;

    @Spec
    private @Nullable CommandSpec command;

    RenderCacheTool() {}

    /** Runs the tool and ends the process with its exit code. */
    public static void main(String[] args) {
        StandardOutput stdout = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new PrintWriter(new EscapingWriter(stdout, charset("stdout.encoding")));
        PrintWriter err = new PrintWriter(new EscapingWriter(System.err, charset("stderr.encoding")), true);
        int code;
        try {
            code = run(args, out, err);
        } catch (OutOfMemoryError e) {
            err.println(NAME + ": not enough memory; start java with a larger -Xmx");
            code = Verdict.USAGE.code();
        }
        out.flush();
        if (stdout.hasFailed()) {
            code = Verdict.USAGE.code();
            String complaint = stdout.complaint();
            if (complaint != null) {
                err.println(NAME + ": " + JsonWriter.oneLine(complaint));
            }
        }
        System.exit(code);
    }

    /**
     * Returns the charset of the user's locale. From Java 18 on the default charset is not, and this property is there.
     */
    private static Charset charset(String property) {
        String name = System.getProperty(property);
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    /** Runs the tool; returns its exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return commandLine(out, err).execute(args);
    }

    /** Returns the tool, which can be run any number of times, one after the other. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new RenderCacheTool())
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((failure, line) -> {
                    CommandLine at = failure.getCommandLine();
                    at.getErr()
                            .println(NAME + ": " + JsonWriter.oneLine(String.valueOf(failure.getMessage())) + "; see '"
                                    + at.getCommandSpec().qualifiedName() + " --help'");
                    return Verdict.USAGE.code();
                })
                .setExecutionExceptionHandler((failure, at, parsed) -> {
                    at.getErr()
                            .println(NAME + ": a mistake of this tool; please report it: "
                                    + JsonWriter.oneLine(failure.toString()));
                    return Verdict.USAGE.code();
                });
    }

    /** Fails, because there is no command. */
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(command).commandLine();
        throw new ParameterException(
                line,
                "a command is missing; give one of " + line.getSubcommands().keySet());
    }

    /** Says which tool this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RenderCacheTool.class.getPackage().getImplementationVersion();
            return new String[] {
                NAME + " " + (version == null ? "(not from its jar)" : version) + ", layout "
                        + HeaderDescriptor.CURRENT_LAYOUT + ", on Java " + Runtime.version()
            };
        }
    }
}
