package io.rendercache.cli;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the JVM flags that caches need. */
@Command(
        name = "jvm-flags",
        sortOptions = false,
        description = "Prints the flags to start a JVM with that has a cache in it, as a line to paste.")
final class JvmFlagsCommand implements Callable<Integer> {
    /** The flag of the engine. */
    static final String ENGINE = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    /**
     * The additional flags of Chronicle Map; the last two suppress warnings of Java 24 and later, and the first makes
     * Java 17 ignore them.
     */
    static final String LARGE_VALUES = "-XX:+IgnoreUnrecognizedVMOptions"
            + " --add-opens java.base/java.lang=ALL-UNNAMED"
            + " --add-opens java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-exports java.base/jdk.internal.ref=ALL-UNNAMED"
            + " --add-exports java.base/sun.nio.ch=ALL-UNNAMED"
            + " --add-exports jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow"
            + " --enable-native-access=ALL-UNNAMED";

    @Option(
            names = "--large",
            description =
                    "also what a cache needs whose values may be too large for a slot, such as a CurationResultCache")
    private boolean large;

    @Option(names = "--json", description = "print JSON, one object a line")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and stop")
    private boolean help;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        String flags = large ? ENGINE + " " + LARGE_VALUES : ENGINE;
        Objects.requireNonNull(command)
                .commandLine()
                .getOut()
                .println(json ? JsonWriter.json(Map.of("flags", flags)) : flags);
        return Verdict.SOUND.code();
    }
}
