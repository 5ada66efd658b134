package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.rendercache.testing.golden.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of layout 1, which an earlier version wrote, are refused or set aside whole. What that version wrote into slots
 * is still read, if header and clock are those of layout 2.
 */
class GoldenFilesTest {
    @TempDir
    Path folder;

    static Stream<GoldenFile> all() {
        return GoldenFile.all().stream();
    }

    static Stream<GoldenFile> read() {
        return all().filter(golden -> golden.expected().has("recovered"));
    }

    static Stream<GoldenFile> refusedAsLayout2() {
        return all().filter(golden -> golden.expected().has("message"));
    }

    @Test
    void shouldHaveFilesOfEachKind() {
        List<String> kinds =
                all().map(GoldenFilesTest::kind).distinct().sorted().toList();

        assertEquals(List.of("bytes", "curation", "frames", "labels", "large", "point", "text"), kinds);
        assertEquals(23, all().count());
        assertEquals(16, read().count());
        assertEquals(1, refusedAsLayout2().count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRefuseLayout1InOneLineAndLeaveItsFiles(GoldenFile golden) throws IOException {
        Path file = golden.unpackInto(folder);
        Map<String, byte[]> before = contents();

        IncompatibleCacheFileException refusal = assertThrows(
                IncompatibleCacheFileException.class,
                () -> OpenedFile.open(kind(golden), maxEntries(golden), file).close());

        JsonObject layout1 = golden.expected().getAsJsonObject("layout1");
        assertEquals(layout1.get("refused").getAsString(), message(refusal));
        assertSame(before, contents());
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldSetLayout1AsideWithItsCompanionFiles(GoldenFile golden) throws IOException {
        Path file = golden.unpackInto(folder);
        Map<String, byte[]> aside = new HashMap<>();
        contents().forEach((name, bytes) -> aside.put(nameAside(name), bytes));

        try (OpenedFile opened = OpenedFile.open(kind(golden), maxEntries(golden), file, OnIncompatible.RECREATE)) {
            assertEquals(0, opened.cache.size());
            assertEquals(0, opened.cache.stats().recovered());
            assertEquals(0, opened.cache.stats().discarded());
            opened.fill(0);
            assertEquals(1, opened.cache.size());
        }

        Map<String, byte[]> after = contents();
        Set<String> made = new HashSet<>(after.keySet());
        made.removeAll(aside.keySet());
        assertEquals(new HashSet<>(newNames(golden)), made);
        after.keySet().retainAll(aside.keySet());
        assertSame(aside, after);
        try (OpenedFile opened = OpenedFile.open(kind(golden), maxEntries(golden), file)) {
            assertEquals(1, opened.cache.size());
            assertEquals(1, opened.cache.stats().recovered());
        }
    }

    @ParameterizedTest
    @MethodSource("read")
    void shouldReadSlotsOfThatVersionInAFileOfLayout2(GoldenFile golden) throws IOException {
        Path file = golden.unpackAsLayout2Into(folder);
        JsonObject expected = golden.expected();

        try (OpenedFile opened = OpenedFile.open(kind(golden), maxEntries(golden), file)) {
            CacheStats stats = opened.cache.stats();
            assertEquals(expected.get("recovered").getAsLong(), stats.recovered());
            assertEquals(expected.get("discarded").getAsLong(), stats.discarded());
            assertEquals(expected.get("heldBytes").getAsLong(), stats.heldBytes());
            assertEquals(entries(golden).size(), stats.size());
            if (opened.cache instanceof FrameDirCache frames) {
                assertEquals(entriesByJob(golden), frames.entriesByJob());
            }
            expected.getAsJsonObject("others")
                    .entrySet()
                    .forEach(other -> assertEquals(other.getValue().getAsString(), opened.read(other.getKey())));
            entries(golden).forEach(entry -> assertEquals(entry.value(), opened.read(entry.key()), entry.key()));
            long lost = expected.has("discardedOnceRead")
                    ? expected.get("discardedOnceRead").getAsLong()
                    : stats.discarded();
            assertEquals(lost, opened.cache.stats().discarded());
        }
    }

    @ParameterizedTest
    @MethodSource("refusedAsLayout2")
    void shouldRefuseADamagedFileOfLargeValuesWithTheSameMessage(GoldenFile golden) throws IOException {
        Path file = golden.unpackAsLayout2Into(folder);
        Path large = folder.resolve("cache.rc.large");
        byte[] before = Files.readAllBytes(large);

        IncompatibleCacheFileException refusal = assertThrows(
                IncompatibleCacheFileException.class,
                () -> OpenedFile.open(kind(golden), maxEntries(golden), file).close());

        assertEquals(golden.expected().get("message").getAsString(), message(refusal));
        assertArrayEquals(before, Files.readAllBytes(large));
    }

    private String message(IncompatibleCacheFileException refusal) {
        return String.valueOf(refusal.getMessage()).replace(folder.toString(), "<folder>");
    }

    /** Values out of line keep the suffix of their file, which is set aside with that of the slots. */
    private static String nameAside(String name) {
        return name.endsWith(".large") ? "cache.rc.incompatible-1.large" : name + ".incompatible-1";
    }

    private static List<String> newNames(GoldenFile golden) {
        return switch (kind(golden)) {
            case "large" -> List.of("cache.rc", "cache.rc.large");
            case "curation" -> List.of("cache.rc", "cache.rc.large", "cache.rc.running", "cache.rc.ended");
            default -> List.of("cache.rc");
        };
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static String kind(GoldenFile golden) {
        return golden.expected().get("kind").getAsString();
    }

    private static int maxEntries(GoldenFile golden) {
        return golden.expected().get("maxEntries").getAsInt();
    }

    private static List<MadeFile.Entry> entries(GoldenFile golden) {
        List<MadeFile.Entry> entries = new ArrayList<>();
        for (JsonElement entry : golden.expected().getAsJsonArray("entries")) {
            entries.add(new MadeFile.Entry(
                    entry.getAsJsonArray().get(0).getAsString(),
                    entry.getAsJsonArray().get(1).getAsString(),
                    0));
        }
        return entries;
    }

    private static Map<String, Long> entriesByJob(GoldenFile golden) {
        Map<String, Long> entries = new TreeMap<>();
        entries(golden).forEach(entry -> entries.merge(entry.key().split(" ", 2)[0], 1L, Long::sum));
        return entries;
    }
}
