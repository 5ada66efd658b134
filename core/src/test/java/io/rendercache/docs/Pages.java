package io.rendercache.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the project's pages and sources are. */
final class Pages {
    static final Path PROJECT =
            project(Path.of(System.getProperty("basedir", "")).toAbsolutePath());
    static final Path README = PROJECT.resolve("README.md");
    static final Path DOCS = PROJECT.resolve("docs");

    private Pages() {}

    /** Returns the folder that the module is in, directly or not, and that has the pages. */
    private static Path project(Path module) {
        Path folder = module.getParent();
        while (!Files.isDirectory(folder.resolve("docs"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Returns the README and all pages of {@code docs}. */
    static List<Path> all() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(README));
        try (Stream<Path> files = Files.list(DOCS)) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }
}
