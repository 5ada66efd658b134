package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs other programs to their end; none outlives its caller. */
final class Programs {
    private static final long STOP_SECONDS = 10;

    private Programs() {}

    /**
     * Runs a program in a directory, its output to a file; returns its exit code. A program that is not there is
     * refused in one line; one that was stopped because this JVM is ending is an interruption, and no failure of it.
     */
    static int run(List<String> command, Path directory, Path output) throws IOException, InterruptedException {
        Process process = start(command, directory, output);
        AtExit atExit = new AtExit(() -> stop(process));
        try {
            process.getOutputStream().close();
            int exitCode = process.waitFor();
            if (AtExit.isEnding()) {
                throw new InterruptedException("stopped before it had a verdict");
            }
            return exitCode;
        } finally {
            atExit.close();
            stop(process);
        }
    }

    private static Process start(List<String> command, Path directory, Path output) {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new BadInputException("'" + command.get(0)
                    + "' could not be started; install it, or put it on the PATH (" + e.getMessage() + ")");
        }
    }

    /** Kills it and what it started, and waits until they are gone: a folder that they write to can then be removed. */
    private static void stop(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        // The parent first: it could answer the end of a child with another.
        all.add(0, process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit()
                    .orTimeout(STOP_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> each)
                    .join();
        }
    }

    /** Returns the first line that Maven marks as an error, or else the last line. */
    static String complaint(Path output) throws IOException {
        if (Files.exists(output)) {
            Optional<String> marked =
                    lines(output).filter(line -> line.startsWith("[ERROR]")).findFirst();
            if (marked.isPresent()) {
                return marked.get();
            }
        }
        return lastLine(output);
    }

    /** Returns the last line with anything in it, for a message of one line. */
    static String lastLine(Path output) throws IOException {
        if (!Files.exists(output)) {
            return "it printed nothing";
        }
        return lines(output).reduce((earlier, later) -> later).orElse("it printed nothing");
    }

    private static Stream<String> lines(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty());
    }
}
