package io.rendercache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A {@link ChildJvm} that has been started. Closing it kills it, if it still runs, and waits for its end. For one
 * thread.
 */
public final class RunningChild implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path stdout;
    private final Path stderr;
    private final Duration limit;

    RunningChild(String name, Process process, Path stdout, Path stderr, Duration limit) {
        this.name = name;
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
        this.limit = limit;
    }

    /** For the {@code main} of a child: waits until the child is killed, or its parent has ended. */
    public static void waitToBeKilled() throws InterruptedException {
        // Never counted down.
        new CountDownLatch(1).await();
    }

    /** Waits until it has printed this as a whole line; fails if it ends before, or does not in time. */
    public void awaitLine(String line) {
        Threads.await(name + " printing " + line, limit, () -> {
            // Looked at first: what it printed before its end is in the file after it.
            boolean ended = !process.isAlive();
            boolean printed = hasLine(text(stdout), line);
            if (ended && !printed) {
                throw new AssertionError(name + " ended without printing " + line + ": " + result().describe());
            }
            return printed;
        });
    }

    /** Waits for its end; fails if that does not come in time. */
    public ChildJvm.Result awaitEnd() {
        if (!endsWithin(limit)) {
            throw new AssertionError(name + " had not ended after " + limit + "\n--- stdout\n" + text(stdout)
                    + "\n--- stderr\n" + text(stderr));
        }
        return result();
    }

    /** Waits for its end for the given time; returns whether it came. */
    boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + name + " was running", e);
        }
    }

    /** Kills the process: none of its hooks and {@code finally} blocks runs. Waits for its end. */
    public ChildJvm.Result kill() {
        process.destroyForcibly();
        return awaitEnd();
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (true) {
            try {
                process.destroyForcibly().waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ChildJvm.Result result() {
        return new ChildJvm.Result(process.exitValue(), text(stdout), text(stderr), crashFiles());
    }

    private List<String> crashFiles() {
        try (Stream<Path> files = Files.list(stdout.toAbsolutePath().getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("hs_err") || file.startsWith("core"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the output has this line with its end; the child may be writing another. */
    private static boolean hasLine(String text, String line) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().anyMatch(line::equals);
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), Charset.defaultCharset());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
