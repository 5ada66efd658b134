package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.testing.FrameFolders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLabelCacheTest {
    private static final FileStamp STAMP = new FileStamp(1, 2, 3);
    private static final LabelKey KEY = new LabelKey("/a", 1, STAMP, STAMP, 3);
    private static final ImageLabel DOG = new ImageLabel("dog", List.of("wolf", "fox"), 0.5);
    private static final ImageLabel CAT = new ImageLabel("cat", List.of(), 0.25);

    @TempDir
    Path folder;

    private final ImageLabelCache cache =
            ImageLabelCache.builder().clock(LabelFiles::aMinuteAhead).build();
    private LabelFiles files;

    @BeforeEach
    void makeFiles() {
        files = new LabelFiles(folder);
    }

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldHoldWhatIsPut() {
        assertNull(cache.get(KEY));

        cache.put(KEY, DOG);
        assertEquals(DOG, cache.get(KEY));
        cache.put(KEY, CAT);

        assertEquals(CAT, cache.get(KEY));
        assertEquals(1, cache.size());
        assertTrue(cache.remove(KEY));
        assertFalse(cache.remove(KEY));
        assertNull(cache.get(KEY));
    }

    @Test
    void shouldLoadByKeyAlone() {
        assertNull(cache.get(KEY, key -> null));
        assertEquals(DOG, cache.get(KEY, key -> DOG));
        assertEquals(DOG, cache.get(KEY, key -> CAT));

        cache.clear();

        assertEquals(0, cache.size());
        assertEquals(CAT, cache.get(KEY, key -> CAT));
    }

    @Test
    void shouldEvictOldestWhenFull() {
        try (ImageLabelCache defaults = ImageLabelCache.create()) {
            assertEquals(1_024, defaults.maxEntries());
            for (int row = 0; row < 1_034; row++) {
                defaults.put(new LabelKey("/a", row, STAMP, STAMP, 3), DOG);
            }

            assertEquals(1_024, defaults.size());
            assertNull(defaults.get(new LabelKey("/a", 9, STAMP, STAMP, 3)));
            assertEquals(DOG, defaults.get(new LabelKey("/a", 10, STAMP, STAMP, 3)));
            assertEquals(10, defaults.stats().evictions());
        }
    }

    @Test
    void shouldTellNameAndListener() {
        RecordingListener<LabelKey, ImageLabel> heard = new RecordingListener<>();
        try (ImageLabelCache named = ImageLabelCache.builder()
                .name("labels of tests")
                .maxEntries(16)
                .stripes(1)
                .listener(heard)
                .build()) {
            named.put(KEY, DOG);
            named.remove(KEY);

            assertEquals("labels of tests", named.name());
            assertEquals("ImageLabelCache[labels of tests, maxEntries 16]", named.toString());
        }
        // Closing has delivered the rest.
        assertEquals(List.of(KEY + " " + DOG + " EXPLICIT"), heard.calls());
    }

    @Test
    void shouldAskLoaderOnceAndThenHit() {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.of(LabelFiles.label(3, 0, 2)), label(3, 2));
        }

        assertEquals(1, files.loads.get());
        CacheStats stats = cache.stats();
        assertEquals(2, stats.hits());
        assertEquals(1, stats.misses());
        assertEquals(1, stats.loads());
        assertEquals(0, cache.notKept());
    }

    @Test
    void shouldTellLoaderWhatIsAsked() {
        cache.label(files.embeddings(), 3, files.vocabulary(), 2, key -> {
            assertEquals(
                    new LabelKey(
                            files.embeddings().toAbsolutePath().normalize().toString(),
                            3,
                            FileStamp.of(files.embeddings()),
                            FileStamp.of(files.vocabulary()),
                            2),
                    key);
            return files.load(key);
        });

        assertEquals(1, files.loads.get());
    }

    @Test
    void shouldKeepRowsAndTopKApart() {
        for (int round = 0; round < 2; round++) {
            for (int topK = 1; topK <= 3; topK++) {
                for (int row = 0; row < LabelFiles.ROWS; row++) {
                    assertEquals(Optional.of(LabelFiles.label(row, 0, topK)), label(row, topK));
                }
            }
        }

        assertEquals(3 * LabelFiles.ROWS, files.loads.get());
        assertEquals(3 * LabelFiles.ROWS, cache.size());
    }

    @Test
    void shouldReturnAndNotKeepEmptyAnswer() {
        assertEquals(Optional.empty(), label(LabelFiles.ROWS, 1));
        assertEquals(Optional.empty(), label(LabelFiles.ROWS, 1));

        assertEquals(2, files.loads.get());
        assertEquals(0, cache.size());
        assertEquals(0, cache.notKept());
    }

    @Test
    void shouldTakeSpellingsOfOnePathForOne() {
        Path odd = folder.resolve("no-such/../././embeddings.bin");
        Path relative =
                Path.of("").toAbsolutePath().relativize(files.embeddings().toAbsolutePath());

        for (Path spelling : List.of(files.embeddings(), odd, relative)) {
            assertEquals(
                    Optional.of(LabelFiles.label(3, 0, 1)),
                    cache.label(spelling, 3, files.vocabulary(), 1, files::load),
                    spelling::toString);
        }

        assertEquals(1, files.loads.get());
        assertEquals(1, cache.size());
    }

    @Test
    void shouldReturnAndCountWhatIsTooLarge() {
        try (ImageLabelCache small = ImageLabelCache.builder()
                .clock(LabelFiles::aMinuteAhead)
                .maxValueBytes(16)
                .build()) {
            assertEquals(
                    Optional.of(LabelFiles.label(3, 0, 1)),
                    small.label(files.embeddings(), 3, files.vocabulary(), 1, files::load));
            assertEquals(0, small.size());
            assertEquals(1, small.stats().rejected());
            assertEquals(0, small.notKept());
            assertThrows(IllegalArgumentException.class, () -> small.put(KEY, DOG));

            small.put(KEY, new ImageLabel("", List.of(), 1));
            assertEquals("", small.get(KEY).label());
        }
    }

    @Test
    void shouldHoldPathsOfAKilobyteAndNoLonger() {
        LabelKey longest = new LabelKey('/' + "a".repeat(1_023), 1, STAMP, STAMP, 3);
        LabelKey tooLong = new LabelKey('/' + "a".repeat(1_024), 1, STAMP, STAMP, 3);

        cache.put(longest, DOG);

        assertEquals(DOG, cache.get(longest));
        assertThrows(IllegalArgumentException.class, () -> cache.put(tooLong, DOG));
        try (ImageLabelCache wide = ImageLabelCache.builder().maxKeyBytes(1_081).build()) {
            wide.put(tooLong, DOG);
            assertEquals(DOG, wide.get(tooLong));
        }
    }

    @Test
    void shouldRefuseWrongArgumentsAndStayUsable() throws IOException {
        Path embeddings = files.embeddings();
        Path vocabulary = files.vocabulary();
        assertEquals(
                "sortedIndex must be at least 0, was -1",
                refused(() -> cache.label(embeddings, -1, vocabulary, 1, files::load)));
        assertEquals(
                "topK must be at least 1, was 0",
                refused(() -> cache.label(embeddings, 1, vocabulary, 0, files::load)));
        assertThrows(NullPointerException.class, () -> cache.label(null, 1, vocabulary, 1, files::load));
        assertThrows(NullPointerException.class, () -> cache.label(embeddings, 1, null, 1, files::load));
        assertThrows(NullPointerException.class, () -> cache.label(embeddings, 1, vocabulary, 1, null));
        URI zip = URI.create("jar:" + folder.resolve("some.zip").toUri());
        try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            String message = refused(() -> cache.label(other.getPath("/embeddings"), 1, vocabulary, 1, files::load));
            assertTrue(message.contains("some.zip"), message);
        }

        assertEquals(0, files.loads.get());
        assertTrue(label(1, 1).isPresent());
    }

    @Test
    void shouldRefuseNameThatIsNoText() throws Exception {
        assumeTrue(FrameFolders.canHold(folder, "good-\ufffd"), "the platform's file names cannot hold this one");
        Path parent = folder.toAbsolutePath();
        Process made = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bad-\\377')\"")
                .directory(parent.toFile())
                .start();
        assumeTrue(made.waitFor() == 0, "no shell, or the file system refuses such names");
        Path bad;
        try (var found = Files.list(parent)) {
            bad = found.filter(file -> file.toString().indexOf('\ufffd') >= 0)
                    .findFirst()
                    .orElse(null);
        }
        assumeTrue(bad != null, "the platform's file names are text");

        String message = refused(() -> cache.label(bad, 1, files.vocabulary(), 1, files::load));

        assertTrue(message.contains("rename"), message);
        Path good = Files.copy(files.embeddings(), folder.resolve("good-\ufffd"));
        assertTrue(cache.label(good, 1, files.vocabulary(), 1, files::load).isPresent());
    }

    @Test
    void shouldRefuseWrongDescriptions() {
        assertEquals(
                "maxKeyBytes must be at least 57, was 56",
                refused(() -> ImageLabelCache.builder().maxKeyBytes(56)));
        assertEquals(
                "maxValueBytes must be from 16 to 65536, was 15",
                refused(() -> ImageLabelCache.builder().maxValueBytes(15)));
        assertEquals(
                "maxValueBytes must be from 16 to 65536, was 65537",
                refused(() -> ImageLabelCache.builder().maxValueBytes(65_537)));
        refused(() -> ImageLabelCache.builder().maxEntries(0));
        refused(() -> ImageLabelCache.builder().stripes(0));
        assertThrows(NullPointerException.class, () -> ImageLabelCache.builder().name(null));
        assertThrows(NullPointerException.class, () -> ImageLabelCache.builder().mappedTo(null));
        assertThrows(NullPointerException.class, () -> ImageLabelCache.builder().onIncompatible(null));
        assertThrows(NullPointerException.class, () -> ImageLabelCache.builder().listener(null));
    }

    @Test
    void shouldRefuseAllAfterClose() {
        cache.put(KEY, DOG);
        cache.close();
        cache.close();

        assertThrows(IllegalStateException.class, () -> label(1, 1));
        assertThrows(IllegalStateException.class, () -> cache.get(KEY));
        assertThrows(IllegalStateException.class, () -> cache.get(KEY, key -> DOG));
        assertThrows(IllegalStateException.class, () -> cache.put(KEY, DOG));
        assertThrows(IllegalStateException.class, () -> cache.remove(KEY));
        assertThrows(IllegalStateException.class, cache::clear);
        assertThrows(IllegalStateException.class, cache::size);
        assertThrows(IllegalStateException.class, cache::stats);
        assertThrows(IllegalStateException.class, cache::flush);
        assertEquals(0, files.loads.get());
        assertEquals("ImageLabelCache[image-labels, maxEntries 1024, closed]", cache.toString());
    }

    private static String refused(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    private Optional<ImageLabel> label(int row, int topK) {
        return cache.label(files.embeddings(), row, files.vocabulary(), topK, files::load);
    }
}
