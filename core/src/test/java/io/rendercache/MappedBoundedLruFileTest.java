package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a cache's file is opened, refused, set aside and released. */
class MappedBoundedLruFileTest {
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("cache.rc");
    }

    private BoundedLru.Builder<String, String> strings(int maxEntries) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(maxEntries)
                .mappedTo(file());
    }

    @Test
    void shouldFindInACopyWhatWasFlushed() throws IOException {
        Path copy = folder.resolve("copy");
        try (BoundedLru<String, String> cache = strings(10).build()) {
            cache.put("a", "1");
            cache.flush();
            cache.flush();
            Files.copy(file(), copy);
        }

        try (BoundedLru<String, String> cache = strings(10).mappedTo(copy).build()) {
            assertEquals("1", cache.get("a"));
        }
    }

    @Test
    void shouldHaveNothingLeftToWriteToTheDiskAfterAFlush() throws IOException {
        assumeTrue(Files.isReadable(MAPPINGS), "the platform does not say which pages are still to be written");
        try (BoundedLru<String, String> cache = strings(10).build()) {
            for (int i = 0; i < 10; i++) {
                cache.put("key " + i, "value " + i);
            }
            assumeTrue(dirtyKibibytes() > 0, "the kernel was faster, or counts no page of this file system as changed");

            cache.flush();

            assertEquals(0, dirtyKibibytes());
        }
    }

    /** How much of the cache's file this process has changed and the kernel not written yet. */
    private long dirtyKibibytes() throws IOException {
        boolean ours = false;
        long sum = 0;
        for (String line : Files.readAllLines(MAPPINGS)) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                ours = line.endsWith(" " + file().toRealPath());
            } else if (ours && line.matches("(Shared|Private)_Dirty:.*")) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }

    @Test
    void shouldRefuseASecondOpenerByFileAndProcess() {
        try (BoundedLru<String, String> cache = strings(10).build()) {
            cache.put("a", "1");

            CacheFileInUseException refused = assertThrows(
                    CacheFileInUseException.class, () -> strings(10).build());

            assertEquals(file(), refused.file());
            assertEquals(ProcessHandle.current().pid(), refused.holderPid());
            assertTrue(refused.getMessage().contains(file().toString()), refused.getMessage());
            assertTrue(refused.getMessage().contains(Long.toString(refused.holderPid())), refused.getMessage());
            assertEquals("1", cache.get("a"));
        }
    }

    @Test
    void shouldRefuseAnotherGeometryOrCodecByName() {
        strings(10).maxValueBytes(300).build().close();

        assertRefused("maxEntries", strings(11).maxValueBytes(300));
        assertRefused("maxKeyBytes", strings(10).maxValueBytes(300).maxKeyBytes(100));
        assertRefused("alueBytes", strings(10).maxValueBytes(400));
        assertRefused(
                "codec",
                BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                        .maxEntries(10)
                        .maxValueBytes(300)
                        .mappedTo(file()));
        assertRefused(
                "codec",
                BoundedLru.builder(Codecs.bytes(), Codecs.utf8())
                        .maxEntries(10)
                        .maxValueBytes(300)
                        .mappedTo(file()));
        strings(10).maxValueBytes(300).build().close();
    }

    private void assertRefused(String difference, BoundedLru.Builder<?, ?> builder) {
        IncompatibleCacheFileException refused =
                assertThrows(IncompatibleCacheFileException.class, () -> builder.build());

        assertEquals(file(), refused.file());
        assertTrue(refused.getMessage().contains(difference), refused.getMessage());
        assertTrue(refused.getMessage().contains(file().toString()), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    }

    @Test
    void shouldSetAsideWhatDoesNotFitIfToldTo() throws IOException {
        try (BoundedLru<String, String> cache = strings(10).build()) {
            cache.put("a", "1");
        }
        byte[] before = Files.readAllBytes(file());

        try (BoundedLru<String, String> cache =
                strings(11).onIncompatible(OnIncompatible.RECREATE).build()) {
            assertEquals(0, cache.size());
            cache.put("b", "2");
        }

        assertEquals(Set.of("cache.rc", "cache.rc.incompatible-1"), names());
        Path aside = folder.resolve("cache.rc.incompatible-1");
        assertArrayEquals(before, Files.readAllBytes(aside));
        try (BoundedLru<String, String> cache = strings(10).mappedTo(aside).build()) {
            assertEquals("1", cache.get("a"));
        }
    }

    @Test
    void shouldReleaseTheFileAtOnce() {
        for (int i = 0; i < 50; i++) {
            BoundedLru<String, String> cache = strings(10).build();
            assertEquals(i == 0 ? null : "value " + (i - 1), cache.get("key"));
            cache.put("key", "value " + i);
            cache.close();
            cache.close();
            assertThrows(IllegalStateException.class, () -> cache.put("key", "late"));
            assertThrows(IllegalStateException.class, cache::flush);
        }
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(
                    files.map(each -> each.getFileName().toString()).toList());
        }
    }
}
