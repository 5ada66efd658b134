package io.rendercache;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rendercache.internal.store.LruStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The packages and which of them may use which: typed caches, store, engine, memory, and no arrow back. Read from the
 * class files of {@code core}; {@code docs/architecture.md} is the same in words.
 */
class ArchitectureTest {
    private static final String ROOT = "io.rendercache";
    private static final String INTERNAL = ROOT + ".internal.";

    /** Each package below the root, and what of ours it may use. The root itself may use all of them. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("codec", Set.of("internal.layout")),
            Map.entry("spi", Set.of()),
            Map.entry("internal.layout", Set.of()),
            Map.entry("internal.concurrent", Set.of()),
            Map.entry("internal.jfr", Set.of()),
            Map.entry("internal.file", Set.of("internal.concurrent", "internal.layout")),
            Map.entry("internal.memory", Set.of("internal.concurrent", "internal.file", "internal.layout")),
            Map.entry("internal.marshal", Set.of("codec", "spi", "internal.memory", "internal.layout")),
            Map.entry(
                    "internal.lru",
                    Set.of(
                            "spi",
                            "internal.marshal",
                            "internal.concurrent",
                            "internal.memory",
                            "internal.file",
                            "internal.layout")),
            Map.entry("internal.load", Set.of("internal.lru", "internal.jfr", "internal.concurrent")),
            Map.entry("internal.notify", Set.of("codec", "spi", "internal.lru", "internal.jfr", "internal.concurrent")),
            Map.entry(
                    "internal.store",
                    Set.of(
                            "codec",
                            "spi",
                            "internal.notify",
                            "internal.load",
                            "internal.lru",
                            "internal.marshal",
                            "internal.concurrent",
                            "internal.layout",
                            "internal.file")),
            Map.entry(
                    "internal.job",
                    Set.of(
                            "codec",
                            "internal.notify",
                            "internal.load",
                            "internal.lru",
                            "internal.marshal",
                            "internal.concurrent",
                            "internal.file",
                            "internal.layout")),
            Map.entry("internal.label", Set.of("codec", "internal.store", "internal.concurrent")),
            Map.entry(
                    "internal.curation",
                    Set.of("codec", "internal.store", "internal.lru", "internal.concurrent", "internal.layout")));

    /** What others wrote, and the packages that may use it. */
    private static final Map<String, Set<String>> RESTRICTED = Map.of(
            "net.openhft", Set.of(),
            "io.micrometer", Set.of(),
            "picocli", Set.of(),
            "javax.management", Set.of(),
            "java.lang.management", Set.of(),
            "org.agrona", Set.of("internal.memory"),
            "sun.misc", Set.of("internal.memory"),
            "jdk.internal", Set.of("internal.memory"),
            "jdk.jfr", Set.of("internal.jfr"),
            "org.slf4j", Set.of("", "internal.notify"));

    private static final Path SOURCES = Path.of(System.getProperty("basedir", ""), "src", "main", "java");

    private static final JavaClasses CORE =
            new ClassFileImporter().importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

    @Test
    void shouldHaveNoArrowThatTheArchitectureHasNot() {
        ALLOWED.forEach((name, allowed) -> {
            List<String> targets = new ArrayList<>(List.of(ROOT + "." + name));
            allowed.forEach(target -> targets.add(ROOT + "." + target));
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + name)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(targets.toArray(String[]::new)).or(not(resideInAPackage(ROOT + ".."))))
                    .check(CORE);
        });
    }

    @Test
    void shouldListEachPackage() {
        Set<String> found = new TreeSet<>();
        CORE.forEach(each -> found.add(each.getPackageName()));
        Set<String> listed = new TreeSet<>(Set.of(ROOT));
        ALLOWED.keySet().forEach(name -> listed.add(ROOT + "." + name));

        assertEquals(listed, found);
    }

    @Test
    void shouldLetInternalPackagesUseNoPublicType() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + ".")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CORE);
    }

    @Test
    void shouldHaveNoCycleBetweenPackages() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CORE);
    }

    /**
     * Two classes may be one idea: a queue and its dispatcher, a store and its view. Three that need each other are a
     * tangle.
     */
    @Test
    void shouldHaveNoCycleOfMoreThanTwoClasses() {
        List<Set<String>> tangles = ClassCycles.within(CORE).stream()
                .filter(cycle -> cycle.size() > 2)
                .toList();

        assertEquals(List.of(), tangles);
    }

    @Test
    void shouldFindCycles() {
        JavaClasses tests = new ClassFileImporter().importClasses(One.class, Two.class, Three.class);

        assertEquals(
                List.of(Set.of(One.class.getName(), Two.class.getName(), Three.class.getName())),
                ClassCycles.among(tests, JavaClass::getName));
    }

    @Test
    void shouldUseForeignCodeOnlyWhereItBelongs() {
        RESTRICTED.forEach((foreign, users) -> {
            String[] allowed = users.stream()
                    .map(user -> user.isEmpty() ? ROOT : ROOT + "." + user)
                    .toArray(String[]::new);
            noClasses()
                    .that(not(resideInAnyPackage(allowed)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(foreign + "..")
                    .check(CORE);
        });
    }

    @Test
    void shouldFailForAnArrowBack() {
        assertThrows(
                AssertionError.class,
                () -> noClasses()
                        .that()
                        .resideInAPackage(ROOT)
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(LruStore.class)
                        .check(CORE));
    }

    @Test
    void shouldLetOtherModulesImplementCaches() {
        assertFalse(RenderCache.class.isSealed());
    }

    @Test
    void shouldDescribeEachPackage() throws IOException {
        Map<String, Set<String>> packages = filesByPackage();

        assertTrue(packages.containsKey(ROOT), () -> "packages found: " + packages.keySet());
        packages.forEach((name, files) -> assertTrue(files.contains("package-info.java"), name));
    }

    private static Map<String, Set<String>> filesByPackage() throws IOException {
        Map<String, Set<String>> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(SOURCES)) {
            all.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                String name = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
                files.computeIfAbsent(name, unused -> new TreeSet<>())
                        .add(file.getFileName().toString());
            });
        }
        return files;
    }

    static class One {
        Two next;
    }

    static class Two {
        Three next;
    }

    static class Three {
        One next;
    }
}
