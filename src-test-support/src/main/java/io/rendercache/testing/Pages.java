package io.rendercache.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's pages, found from whichever module the test runs in. */
public final class Pages {
    /** The root of the project. */
    public static final Path PROJECT = root();

    /** The README. */
    public static final Path README = PROJECT.resolve("README.md");

    /** The folder of the other pages. */
    public static final Path DOCS = PROJECT.resolve("docs");

    private Pages() {}

    /** Returns the README and all pages of {@code docs}. */
    public static List<Path> all() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(README));
        try (Stream<Path> files = Files.list(DOCS)) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static Path root() {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (Path folder = module; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("README.md")) && Files.isDirectory(folder.resolve("docs"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder above " + module + " has README.md and docs");
    }
}
