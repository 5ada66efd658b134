package io.rendercache.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a class's {@code main} in a JVM of its own: the Java and the class path of this one, unless parts are left out,
 * and none of its flags. The child ends when this JVM does, however that ends.
 *
 * <p>For what cannot be tested in the test's own JVM: a missing flag, and accesses that would crash the JVM.
 */
public final class ChildJvm {
    /** The system property with the flags that the product needs, separated by blanks. */
    public static final String FLAGS_PROPERTY = "rendercache.jvmFlags";

    /** The system property with the flags that large values need in addition, separated by blanks. */
    public static final String LARGE_VALUE_FLAGS_PROPERTY = "rendercache.largeValueFlags";

    private static final String NEEDED_LARGE_VALUE_FLAGS = "-XX:+IgnoreUnrecognizedVMOptions"
            + " --add-opens java.base/java.lang=ALL-UNNAMED"
            + " --add-opens java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-exports java.base/jdk.internal.ref=ALL-UNNAMED"
            + " --add-exports java.base/sun.nio.ch=ALL-UNNAMED"
            + " --add-exports jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow"
            + " --enable-native-access=ALL-UNNAMED";

    private static final String NEEDED_FLAGS = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    /**
     * The result of a child.
     *
     * @param exitCode the exit code
     * @param stdout what it printed
     * @param stderr what it printed as errors
     * @param crashFiles the names of the crash files ({@code hs_err...}, {@code core...}) it left
     */
    public record Result(int exitCode, String stdout, String stderr, List<String> crashFiles) {
        /** Returns everything, for an assertion's message. */
        public String describe() {
            return "exit code " + exitCode + ", crash files " + crashFiles + "\n--- stdout\n" + stdout
                    + "\n--- stderr\n" + stderr;
        }
    }

    private final Class<?> main;
    private final Path workingDirectory;
    private final List<String> flags = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<String> classPath =
            new ArrayList<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    private final Map<String, String> environment = new HashMap<>();
    private Duration limit = Duration.ofSeconds(60);

    /** Runs {@code main} in this directory, which should be empty. */
    public ChildJvm(Class<?> main, Path workingDirectory) {
        this.main = main;
        this.workingDirectory = workingDirectory;
    }

    /** Adds the flags that the product needs. */
    public ChildJvm neededFlags() {
        return flagsOf(FLAGS_PROPERTY, NEEDED_FLAGS);
    }

    /** Adds the flags that large values need, and not those of {@link #neededFlags}. */
    public ChildJvm largeValueFlags() {
        return flagsOf(LARGE_VALUE_FLAGS_PROPERTY, NEEDED_LARGE_VALUE_FLAGS);
    }

    /** Adds flags. */
    public ChildJvm flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** Adds arguments of {@code main}. */
    public ChildJvm arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** Sets a variable of the environment. */
    public ChildJvm environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Leaves those parts of the class path out whose file name begins so; fails where there is none. */
    public ChildJvm without(String fileNamePrefix) {
        if (!classPath.removeIf(part -> fileName(part).startsWith(fileNamePrefix))) {
            throw new IllegalArgumentException("nothing on the class path begins with " + fileNamePrefix);
        }
        return this;
    }

    /** Sets the time after which it is killed and the test fails. */
    public ChildJvm limit(Duration newLimit) {
        limit = newLimit;
        return this;
    }

    private static String fileName(String part) {
        Path name = Path.of(part).getFileName();
        return name == null ? "" : name.toString();
    }

    private ChildJvm flagsOf(String property, String fallback) {
        String given = System.getProperty(property, "");
        return flags((given.isBlank() ? fallback : given.strip()).split("\\s+"));
    }

    /** Runs the child to its end. */
    public Result run() {
        try (RunningChild child = start()) {
            return child.awaitEnd();
        }
    }

    /**
     * Runs the child until it has printed the line, lets it go on for about the given time, and kills it. The time is
     * not a wait for anything: tests choose it at random. Fails if the child ends by itself, crashes, or prints
     * anything else.
     */
    public Result killAfter(String line, Duration time) {
        try (RunningChild child = start()) {
            child.awaitLine(line);
            boolean ended = child.endsWithin(time);
            Result result = child.kill();
            if (ended || !result.crashFiles().isEmpty()) {
                throw new AssertionError(main.getName() + " " + arguments + " ended by itself: " + result.describe());
            }
            if (!result.stdout().strip().equals(line)) {
                throw new AssertionError(
                        main.getName() + " " + arguments + " printed more than " + line + ": " + result.describe());
            }
            return result;
        }
    }

    /**
     * Starts the child and returns. No other child may run in the directory at the same time; the output of an earlier
     * one is overwritten. The time limit applies to each wait.
     */
    public RunningChild start() {
        Path stdout = workingDirectory.resolve("stdout.txt");
        Path stderr = workingDirectory.resolve("stderr.txt");
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(workingDirectory.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            return new RunningChild(main.getName(), builder.start(), stdout, stderr, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(ChildLauncher.class.getName());
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }
}
