package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary folder for builds and results, removed with all in it when it is closed, or when the JVM is told to end.
 */
final class Workspace implements AutoCloseable {
    private final Path path;
    private final AtExit atExit;

    Workspace() throws IOException {
        path = Files.createTempDirectory("rendercache-gate-");
        atExit = new AtExit(this::remove);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        atExit.close();
        remove();
    }

    private void remove() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
