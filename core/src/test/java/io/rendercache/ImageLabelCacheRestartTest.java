package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels in a file outlive the cache, and are right or out of reach in the next. */
class ImageLabelCacheRestartTest {
    @TempDir
    Path folder;

    private LabelFiles files;
    private Path cacheFile;

    @BeforeEach
    void makeFiles() {
        files = new LabelFiles(folder);
        cacheFile = folder.resolve("labels.rc");
    }

    @Test
    void shouldFindLabelsAfterRestart() {
        try (ImageLabelCache cache = open()) {
            askAll(cache, 0);
            assertEquals(LabelFiles.ROWS, files.loads.get());
            cache.flush();
        }

        try (ImageLabelCache cache = open()) {
            assertEquals(LabelFiles.ROWS, cache.size());
            assertEquals(LabelFiles.ROWS, cache.stats().recovered());
            assertEquals(0, cache.stats().discarded());

            askAll(cache, 0);

            assertEquals(LabelFiles.ROWS, files.loads.get());
            assertEquals(LabelFiles.ROWS, cache.stats().hits());
        }
    }

    @Test
    void shouldLoadAnewWhenFilesWereReindexedWhileItWasClosed() {
        try (ImageLabelCache cache = open()) {
            askAll(cache, 0);
        }
        files.indexInLaterTick(1);

        try (ImageLabelCache cache = open()) {
            assertEquals(LabelFiles.ROWS, cache.stats().recovered());

            askAll(cache, 1);

            assertEquals(2 * LabelFiles.ROWS, files.loads.get());
        }
    }

    @Test
    void shouldKeepEveryLabelOfManyAndTheLastOfEach() {
        Map<Integer, Integer> lastPut = new HashMap<>();
        try (ImageLabelCache cache = openLarge()) {
            for (int number = 0; number < 3_000; number++) {
                LabelWriter.put(cache, number);
                lastPut.put(VerifiedLabels.keyOf(number), number);
            }
        }

        try (ImageLabelCache cache = openLarge()) {
            assertEquals(lastPut.size(), cache.size());
            lastPut.forEach((key, number) -> {
                ImageLabel label = cache.get(VerifiedLabels.key(key));
                assertNotNull(label, () -> "key " + key);
                assertEquals(number, VerifiedLabels.check(key, label));
            });
        }
    }

    @Test
    void shouldNotBringBackWhatWasRemoved() {
        try (ImageLabelCache cache = openLarge()) {
            LabelWriter.put(cache, 1);
            LabelWriter.put(cache, 2);
            assertTrue(cache.remove(VerifiedLabels.key(VerifiedLabels.keyOf(1))));
        }

        try (ImageLabelCache cache = openLarge()) {
            assertEquals(1, cache.size());
            assertEquals(VerifiedLabels.label(2), cache.get(VerifiedLabels.key(VerifiedLabels.keyOf(2))));
            cache.clear();
        }

        try (ImageLabelCache cache = openLarge()) {
            assertEquals(0, cache.size());
        }
    }

    @Test
    void shouldRefuseFileOfAnotherCacheUnlessToldToMakeItAnew() throws IOException {
        Files.writeString(cacheFile, "not a cache's file, but somebody's notes");

        IncompatibleCacheFileException refused = assertThrows(IncompatibleCacheFileException.class, this::open);

        assertEquals(cacheFile, refused.file());
        assertEquals("not a cache's file, but somebody's notes", Files.readString(cacheFile));
        try (ImageLabelCache cache =
                builder().onIncompatible(OnIncompatible.RECREATE).build()) {
            assertEquals(0, cache.size());
            askAll(cache, 0);
        }
        try (ImageLabelCache cache = open()) {
            assertEquals(LabelFiles.ROWS, cache.size());
        }
    }

    private void askAll(ImageLabelCache cache, int generation) {
        for (int row = 0; row < LabelFiles.ROWS; row++) {
            assertEquals(
                    Optional.of(LabelFiles.label(row, generation, 2)),
                    cache.label(files.embeddings(), row, files.vocabulary(), 2, files::load));
        }
    }

    private ImageLabelCache openLarge() {
        return builder().maxEntries(VerifiedLabels.KEYS).maxValueBytes(2_048).build();
    }

    private ImageLabelCache open() {
        return builder().build();
    }

    private ImageLabelCache.Builder builder() {
        return ImageLabelCache.builder().clock(LabelFiles::aMinuteAhead).mappedTo(cacheFile);
    }
}
