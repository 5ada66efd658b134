package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The house as it was designed: typed cache, bounded LRU, engine, memory, and no arrow back. */
class ArchitectureTest {
    private static final String PUBLIC = "io.rendercache";
    private static final String CODEC = "io.rendercache.codec";
    private static final String JOB = "io.rendercache.internal.job";
    private static final String LRU = "io.rendercache.internal.lru";
    private static final String MARSHAL = "io.rendercache.internal.marshal";
    private static final String LOAD = "io.rendercache.internal.load";
    private static final String LAYOUT = "io.rendercache.internal.layout";
    private static final String BLOB = "io.rendercache.internal.blob";
    private static final String MEMORY = "io.rendercache.internal.memory";
    private static final String FILE = "io.rendercache.internal.file";
    private static final String JFR = "io.rendercache.internal.jfr";
    private static final String CLI = "io.rendercache.cli";

    /** Each package, and what of ours it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry(PUBLIC, Set.of(CODEC, JOB, LRU, MARSHAL, LOAD, LAYOUT, BLOB, FILE, JFR)),
            Map.entry(CLI, Set.of(CODEC, LAYOUT, FILE)),
            Map.entry(CODEC, Set.of()),
            Map.entry(JOB, Set.of()),
            Map.entry(JFR, Set.of()),
            Map.entry(LRU, Set.of(MARSHAL, MEMORY, LAYOUT, FILE)),
            Map.entry(MARSHAL, Set.of(CODEC, MEMORY, LAYOUT)),
            Map.entry(LOAD, Set.of(LRU)),
            Map.entry(BLOB, Set.of(FILE, LAYOUT)),
            Map.entry(MEMORY, Set.of(FILE, LAYOUT)),
            Map.entry(FILE, Set.of(LAYOUT)),
            Map.entry(LAYOUT, Set.of()));

    /** What others wrote and only some of ours may use. */
    private static final Map<String, Set<String>> RESTRICTED = Map.of(
            "net.openhft", Set.of(BLOB),
            "io.micrometer", Set.of(),
            "javax.management", Set.of(),
            "java.lang.management", Set.of(),
            "picocli", Set.of(CLI),
            "jdk.jfr", Set.of(JFR),
            "org.slf4j", Set.of(PUBLIC));

    private static final Pattern SAYS_NOTHING = Pattern.compile("\\w*(Util|Utils|Helper|Helpers|Manager|Impl)\\.java");

    private static final Path SOURCES = Path.of(System.getProperty("basedir", ""), "src", "main", "java");

    private final ImportArrows arrows = new ImportArrows(PUBLIC, ARROWS, RESTRICTED);

    @Test
    void shouldHaveNoArrowThatTheDesignHasNot() throws IOException {
        assertEquals(List.of(), arrows.violationsUnder(SOURCES));
    }

    @Test
    void shouldDescribeEachPackage() throws IOException {
        Map<String, Set<String>> packages = ImportArrows.filesByPackage(SOURCES);

        assertTrue(packages.containsKey(PUBLIC), () -> "packages found: " + packages.keySet());
        packages.forEach((name, files) -> assertTrue(files.contains("package-info.java"), name));
    }

    @Test
    void shouldNameEachClassForWhatItDoes() throws IOException {
        List<String> names = new ArrayList<>();
        ImportArrows.filesByPackage(SOURCES).values().forEach(names::addAll);

        assertEquals(
                List.of(),
                names.stream()
                        .filter(name -> SAYS_NOTHING.matcher(name).matches())
                        .toList());
        assertTrue(SAYS_NOTHING.matcher("CacheImpl.java").matches());
        assertTrue(SAYS_NOTHING.matcher("Utils.java").matches());
        assertFalse(SAYS_NOTHING.matcher("BoundedLru.java").matches());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package io.rendercache.internal.memory; import io.rendercache.internal.lru.Engine;",
                "package io.rendercache.internal.lru; import io.rendercache.codec.Codec;",
                "package io.rendercache.internal.lru; import io.rendercache.BoundedLru;",
                "package io.rendercache.internal.lru;\nimport static io.rendercache.BoundedLru.builder;",
                "package io.rendercache.internal.lru; import io.rendercache.*;",
                "package io.rendercache.internal.job; class A { io.rendercache.CacheStats stats; }",
                "package io.rendercache.codec; import io.rendercache.internal.memory.Region;",
                "package io.rendercache.internal.file; import io.rendercache.internal.memory.Memory;",
                "package io.rendercache; import net.openhft.chronicle.map.ChronicleMap;",
                "package io.rendercache.internal.lru; class A { net.openhft.chronicle.core.OS os; }",
                "package io.rendercache.unheardof; class A {}",
                "/* package io.rendercache.cli; */ package io.rendercache.codec; import io.rendercache.CacheStats;",
            })
    void shouldFindEachKindOfViolation(String source) {
        assertEquals(1, arrows.violationsIn(source).size(), () -> source + ": " + arrows.violationsIn(source));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package io.rendercache; import io.rendercache.internal.lru.Engine; import java.util.List;",
                "package io.rendercache.internal.lru; import io.rendercache.internal.memory.Region;",
                "package io.rendercache.internal.lru; import org.agrona.concurrent.UnsafeBuffer;",
                "package io.rendercache.internal.blob; import net.openhft.chronicle.map.ChronicleMap;",
                "/** {@link io.rendercache.BoundedLru} */ package io.rendercache.codec; // io.rendercache.BoundedLru\n",
                "package io.rendercache.codec; class A { String name = \"io.rendercache.BoundedLru \\\" x\"; }",
                "package io.rendercache.internal.lru; import io.rendercache.internal.lru.Slots.Cursor;",
            })
    void shouldFindNothingWhereAllIsWell(String source) {
        assertEquals(List.of(), arrows.violationsIn(source));
    }
}
