package io.rendercache.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/architecture.md} names classes, packages and modules that exist, and lists every package of {@code core}.
 */
class ArchitecturePageTest {
    private static final Pattern TYPE = Pattern.compile("`(?:internal\\.\\w+\\.)?([A-Z]\\w*[a-z]\\w*)`");
    private static final Pattern ROW =
            Pattern.compile("^\\| `((?:io\\.rendercache|internal)[.\\w]*)` \\|", Pattern.MULTILINE);
    private static final Pattern MODULE = Pattern.compile("<module>([\\w/-]+)</module>");
    private static final Path CORE = Pages.PROJECT.resolve("core/src/main/java/io/rendercache");

    /** Types of others. */
    private static final Set<String> FOREIGN = Set.of("ServiceLoader", "Unsafe", "IllegalStateException");

    @Test
    void shouldNameTypesThatExist() throws IOException {
        List<String> named = types(page());

        assertTrue(named.size() > 80, () -> "types named: " + named.size());
        assertEquals(List.of(), missing(named));
    }

    @Test
    void shouldFindTypesThatDoNotExist() throws IOException {
        assertEquals(List.of("Farewells"), missing(types("`LruStore` and `Farewells`, `layout`, `get`")));
    }

    @Test
    void shouldListEachPackageOfCore() throws IOException {
        Set<String> listed = new HashSet<>();
        ROW.matcher(page()).results().forEach(row -> listed.add(row.group(1)));

        assertEquals(packages(), listed);
    }

    @Test
    void shouldListEachModule() throws IOException {
        String page = page();

        List<String> modules = modules();

        assertTrue(modules.size() > 5, modules::toString);
        assertEquals(
                List.of(),
                modules.stream()
                        .filter(module -> !page.contains("\n| `" + module + "` |"))
                        .toList());
    }

    private static String page() throws IOException {
        return Files.readString(Pages.DOCS.resolve("architecture.md"));
    }

    private static List<String> types(String page) {
        return TYPE.matcher(page)
                .results()
                .map((MatchResult type) -> type.group(1))
                .filter(type -> !FOREIGN.contains(type))
                .distinct()
                .toList();
    }

    private static List<String> missing(List<String> types) throws IOException {
        Set<String> present = new HashSet<>();
        for (String module : modules()) {
            Path sources = Pages.PROJECT.resolve(module).resolve("src");
            if (Files.exists(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .forEach(name -> present.add(name.substring(0, name.length() - ".java".length())));
                }
            }
        }
        return types.stream().filter(type -> !present.contains(type)).toList();
    }

    private static List<String> modules() throws IOException {
        return MODULE.matcher(Files.readString(Pages.PROJECT.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .toList();
    }

    private static Set<String> packages() throws IOException {
        Set<String> packages = new HashSet<>();
        try (Stream<Path> files = Files.walk(CORE)) {
            files.filter(file -> file.endsWith("package-info.java")).forEach(file -> {
                String name = "io.rendercache."
                        + CORE.relativize(file.getParent()).toString().replace('/', '.');
                packages.add(
                        name.replaceFirst("\\.$", "").replaceFirst("^io\\.rendercache\\.internal\\.", "internal."));
            });
        }
        return packages;
    }
}
