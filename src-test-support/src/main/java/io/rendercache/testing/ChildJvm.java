package io.rendercache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a class's {@code main} in a JVM of its own: the Java and the class path of this one, and none of its flags.
 *
 * <p>For what cannot be tried in the test's own JVM: a missing flag, and accesses that would take the JVM down.
 */
public final class ChildJvm {
    /** The system property with the flags that the product needs, separated by blanks. */
    public static final String FLAGS_PROPERTY = "rendercache.jvmFlags";

    private static final String NEEDED_FLAGS = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    /**
     * What came of it.
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
    private Duration limit = Duration.ofSeconds(60);

    /** Runs {@code main} in this directory, which should be empty. */
    public ChildJvm(Class<?> main, Path workingDirectory) {
        this.main = main;
        this.workingDirectory = workingDirectory;
    }

    /** Adds the flags that the product needs. */
    public ChildJvm neededFlags() {
        String given = System.getProperty(FLAGS_PROPERTY, "");
        return flags((given.isBlank() ? NEEDED_FLAGS : given.strip()).split("\\s+"));
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

    /** Sets the time after which it is killed and the test fails. */
    public ChildJvm limit(Duration newLimit) {
        limit = newLimit;
        return this;
    }

    /** Runs it to its end. */
    public Result run() {
        Path stdout = workingDirectory.resolve("stdout.txt");
        Path stderr = workingDirectory.resolve("stderr.txt");
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(workingDirectory.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        try {
            Process process = builder.start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(main.getName() + " had not ended after " + limit + "\n--- stdout\n"
                            + text(stdout) + "\n--- stderr\n" + text(stderr));
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            return new Result(process.exitValue(), text(stdout), text(stderr), crashFiles());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + main.getName() + " was running", e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    private List<String> crashFiles() throws IOException {
        try (Stream<Path> files = Files.list(workingDirectory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("hs_err") || name.startsWith("core"))
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), Charset.defaultCharset());
    }
}
