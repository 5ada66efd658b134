package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.command.JavaProcess;
import io.rendercache.benchmarks.jmh.ForkFlags;
import io.rendercache.benchmarks.results.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs plans, each in a JVM of its own with this one's Java and class path. */
final class Forks {
    /** For starting, filling and ending, beside the seconds of the plan. */
    private static final long SPARE_SECONDS = 120;

    private static final int LINES_KEPT = 5;

    private Forks() {}

    /** Returns the flags of a fork, for {@code env.json}. */
    static List<String> flags(String heap) {
        return ForkFlags.allAnd("-XX:+ExitOnOutOfMemoryError", heap);
    }

    /**
     * Runs a plan to its end.
     *
     * @param heap the heap flag, as {@code -Xmx512m}
     * @throws ForkFailedException if it ended without a result, or had to be ended
     */
    static Measured run(Plan plan, String heap) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("rendercache-latency-");
        Path log = directory.resolve("gc.log");
        try {
            return run(plan, heap, directory, log);
        } finally {
            Files.deleteIfExists(log);
            try (Stream<Path> left = Files.list(directory)) {
                for (Path file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    private static Measured run(Plan plan, String heap, Path directory, Path log)
            throws IOException, InterruptedException {
        Process process = fork(heap).directory(directory.toFile()).start();
        try (Jitter.Holder jitter = new Jitter.Holder()) {
            process.onExit()
                    .orTimeout(plan.warmupSeconds() + plan.seconds() + SPARE_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> process.destroyForcibly());
            List<String> words = new ArrayList<>();
            Measured measured;
            int code;
            // Kept open until it has ended: its end tells the fork that nobody is there any more.
            Writer in = process.outputWriter(StandardCharsets.UTF_8);
            try {
                tell(in, plan);
                measured = listen(process, jitter, words);
                code = process.waitFor();
            } finally {
                closeQuietly(in);
            }
            if (measured == null) {
                throw new ForkFailedException(plan.implementation() + " at capacity " + plan.capacity() + " under "
                        + heap + " ended with code " + code + " and no result: " + String.join(" | ", words));
            }
            Pauses pauses = Pauses.of(Files.readAllLines(log), measured.fromUptimeMillis(), measured.toUptimeMillis());
            return measured.with(heap, pauses, jitter.percentiles());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void tell(Writer in, Plan plan) {
        try {
            in.write(Json.line(plan) + "\n");
            in.flush();
        } catch (IOException e) {
            // It has ended already, for a flag it does not take, say; its own words are read next.
        }
    }

    /** Of a process that has ended, or is about to be. */
    private static void closeQuietly(Writer in) {
        try {
            in.close();
        } catch (IOException e) {
            // What could not be written belongs to a process that has gone.
        }
    }

    /** The jitter is watched while the fork measures, no longer. */
    private static @Nullable Measured listen(Process process, Jitter.Holder jitter, List<String> words)
            throws IOException, InterruptedException {
        Measured measured = null;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(LatencyFork.PROGRESS)) {
                    jitter.begin();
                } else if (line.startsWith(LatencyFork.RESULT)) {
                    jitter.end();
                    measured = Json.parse(line.substring(LatencyFork.RESULT.length()), Measured.class, "the fork");
                } else if (words.size() < LINES_KEPT && !line.isBlank()) {
                    words.add(line.strip());
                }
            }
        }
        return measured;
    }

    /** Returns what starts a fork under this heap. */
    static ProcessBuilder fork(String heap) {
        List<String> flags = new ArrayList<>(flags(heap));
        flags.add(Pauses.FLAG);
        return JavaProcess.of(flags, LatencyFork.class);
    }
}
