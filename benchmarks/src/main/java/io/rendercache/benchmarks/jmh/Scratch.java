package io.rendercache.benchmarks.jmh;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for the files that a benchmark maps, under the one that {@code -Drendercache.benchmarks.folder} names, or
 * the platform's for temporary files.
 */
final class Scratch implements AutoCloseable {
    private static final String WHERE = "rendercache.benchmarks.folder";

    private final Path folder;

    Scratch() throws IOException {
        String where = System.getProperty(WHERE, System.getProperty("java.io.tmpdir"));
        Path parent = Path.of(where);
        if (!Files.isDirectory(parent)) {
            throw new IOException("-D" + WHERE + ": '" + where + "' is not a directory; name one that is there");
        }
        folder = Files.createTempDirectory(parent, "rendercache-benchmark-");
    }

    /** The path of a file in it. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Removes the folder and the files in it. */
    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
