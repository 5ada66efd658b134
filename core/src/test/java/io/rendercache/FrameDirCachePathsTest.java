package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.FrameFolders;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spellings of one path are one key, without asking the file system; arguments that are none are refused. */
class FrameDirCachePathsTest {
    @TempDir
    Path root;

    private FrameDirCache cache;
    private JobScope job;

    @BeforeEach
    void openJob() {
        cache = FrameDirCache.create();
        job = cache.openJob("job");
    }

    @AfterEach
    void closeAll() {
        job.close();
        cache.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a/b/",
                "a/b//",
                "a//b",
                "a///b",
                "./a/b",
                "a/./b",
                "a/b/.",
                "a/b/./",
                "a/x/../b",
                "x/../a/b",
                "a/b/x/..",
                "a/b/x/../",
                "x/y/../../a/b",
                "a/x/../x/.././/b",
            })
    void shouldTakeSpellingsOfOneDirectoryForOneKey(String spelling) {
        String base = root.toString() + "/";
        new FrameFolders(root).frames("a/b", 4);
        assertEquals(4, job.maxFrameIndex(base + "a/b"));

        assertEquals(4, job.maxFrameIndex(base + spelling));
        assertEquals(4, job.maxFrameIndex(Path.of(base + spelling)));
        assertEquals(4, job.frameDir(base + spelling).maxFrameIndex());

        assertEquals(1, cache.size());
        assertEquals(1, cache.stats().loads());
        assertEquals(base + "a/b", job.frameDir(base + spelling).directory());
        assertTrue(job.clear(base + spelling));
    }

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a/, a",
        "./a, a",
        "a/../b, b",
        "../a, ../a",
        "../../a, ../../a",
        "a/../../b, ../b",
        "./../a, ../a",
        ".., ..",
        "../.., ../..",
        "../, ..",
        "../a/.., ..",
        "/, /",
        "//, /",
        "/., /",
        "/a/.., /",
        "/.., /",
        "/../a, /a",
        "/../../a/./b, /a/b",
        "//a//b//, /a/b",
        "a/..b, a/..b",
        "a/b.., a/b..",
        "a/.b, a/.b",
        "a/b., a/b.",
        "a/.../b, a/.../b",
        "a/ /b, a/ /b",
    })
    void shouldNormaliseLexically(String spelling, String normal) {
        FrameDir prepared = job.frameDir(spelling);

        assertEquals(normal, prepared.directory());
        assertEquals(normal, job.frameDir(normal).directory());
        assertEquals(normal, job.frameDir(Path.of(spelling)).directory());
    }

    @ParameterizedTest
    @CsvSource({"a, A", "a, b", "a, /a", "a, ../a", "a/b, ab", "a, a b", "/, ..", "..., ..", "a, a/b"})
    void shouldKeepDifferentPathsApart(String one, String other) {
        String first = job.frameDir(one).directory();
        String second = job.frameDir(other).directory();

        assertNotEquals(first, second);
    }

    @Test
    void shouldTakeCurrentDirectoryInAnySpellingForOneKey() {
        String current = job.frameDir(".").directory();

        assertEquals(current, job.frameDir("./").directory());
        assertEquals(current, job.frameDir("a/..").directory());
        assertEquals(current, job.frameDir("./a/../.").directory());
        assertEquals(job.maxFrameIndex("."), job.maxFrameIndex("a/.."));
        assertEquals(1, cache.size());
    }

    @Test
    void shouldResolveParentLexicallyAndNotThroughLinks() {
        FrameFolders folders = new FrameFolders(root);
        folders.frames("here/b", 2);
        folders.frames("there/b", 9);
        folders.empty("there/inner");
        FrameFolders.link(root.resolve("here"), "link", root.resolve("there/inner"));

        assertEquals(2, job.maxFrameIndex(root + "/here/link/../b"));
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseNull() {
        String noString = null;
        Path noPath = null;
        return refusals(
                NullPointerException.class,
                Map.of(
                        "openJob", () -> cache.openJob(noString),
                        "clearJob", () -> cache.clearJob(noString),
                        "maxFrameIndex(String)", () -> job.maxFrameIndex(noString),
                        "maxFrameIndex(Path)", () -> job.maxFrameIndex(noPath),
                        "frameDir(String)", () -> job.frameDir(noString),
                        "frameDir(Path)", () -> job.frameDir(noPath),
                        "clear(String)", () -> job.clear(noString),
                        "clear(Path)", () -> job.clear(noPath),
                        "name", () -> FrameDirCache.builder().name(noString),
                        "listener", () -> FrameDirCache.builder().listener(null)));
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseEmpty() {
        return refusals(
                IllegalArgumentException.class,
                Map.of(
                        "openJob", () -> cache.openJob(""),
                        "maxFrameIndex", () -> job.maxFrameIndex(""),
                        "frameDir", () -> job.frameDir(""),
                        "clear", () -> job.clear("")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseCapThatIsNotPositive(int maxEntries) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> FrameDirCache.builder().maxEntries(maxEntries).build().close());

        assertTrue(refusal.getMessage().contains(String.valueOf(maxEntries)), refusal.getMessage());
    }

    private static Stream<DynamicTest> refusals(Class<? extends Exception> type, Map<String, Executable> calls) {
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> assertThrows(type, call.getValue())));
    }
}
