package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files that change under the cache: a label from before is never shown for the file after. */
class ImageLabelCacheReindexTest {
    private static final int ROUNDS = 200;

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
    void shouldShowNewLabelAfterEachReindexOfSameSizeAndTime() {
        assumeChangeTime();
        for (int generation = 1; generation <= ROUNDS; generation++) {
            FileStamp before = FileStamp.of(files.embeddings());
            files.indexInLaterTick(generation);
            assertEquals(
                    before.modifiedNanos(), FileStamp.of(files.embeddings()).modifiedNanos());
            assertEquals(before.size(), FileStamp.of(files.embeddings()).size());

            int row = generation % LabelFiles.ROWS;
            assertEquals(LabelFiles.name(row, generation), ask(row));
            assertEquals(LabelFiles.name(row, generation), ask(row));
            assertEquals(generation, files.loads.get());
        }
        assertEquals(ROUNDS, cache.size());
        assertEquals(ROUNDS, cache.stats().hits());
        assertEquals(0, cache.notKept());
    }

    @Test
    void shouldShowNewLabelHoweverSoonTheFileIsRewritten() {
        assumeChangeTime();
        try (ImageLabelCache onTime = ImageLabelCache.create()) {
            for (int generation = 1; generation <= ROUNDS; generation++) {
                files.index(generation);

                for (int row = 0; row < LabelFiles.ROWS; row++) {
                    assertEquals(LabelFiles.name(row, generation), ask(onTime, row, 1), "generation " + generation);
                }
            }
        }
    }

    @Test
    void shouldReturnAndNotKeepWhenEmbeddingsAreRewrittenAfterTheLoaderReadThem() {
        assumeChangeTime();

        Optional<ImageLabel> answer = cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
            Optional<ImageLabel> read = files.load(key);
            files.indexInLaterTick(1);
            return read;
        });

        assertEquals(LabelFiles.name(3, 0), answer.orElseThrow().label());
        assertEquals(0, cache.size());
        assertEquals(1, cache.notKept());
        assertEquals(LabelFiles.name(3, 1), ask(3));
        assertEquals(1, cache.size());
    }

    @Test
    void shouldReturnAndNotKeepWhenEmbeddingsAreRewrittenBeforeTheLoaderReadsThem() {
        assumeChangeTime();

        Optional<ImageLabel> answer = cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
            files.indexInLaterTick(1);
            return files.load(key);
        });

        assertEquals(LabelFiles.name(3, 1), answer.orElseThrow().label());
        assertEquals(0, cache.size());
        assertEquals(1, cache.notKept());
    }

    @Test
    void shouldReturnAndNotKeepWhenVocabularyMovesMeanwhile() {
        Optional<ImageLabel> answer = cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
            LabelFiles.write(files.vocabulary(), "other words");
            return files.load(key);
        });

        assertTrue(answer.isPresent());
        assertEquals(0, cache.size());
        assertEquals(1, cache.notKept());
    }

    @Test
    void shouldReturnAndNotKeepWhenAFileCannotBeStampedAfterwards() {
        Optional<ImageLabel> answer = cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
            Optional<ImageLabel> read = files.load(key);
            Files.delete(files.vocabulary());
            Files.createSymbolicLink(files.vocabulary(), files.vocabulary());
            return read;
        });

        assertTrue(answer.isPresent());
        assertEquals(0, cache.size());
        assertEquals(1, cache.notKept());
    }

    @Test
    void shouldLoadAnewWhenVocabularyIsTouchedBackDatedDeletedOrMadeAgain() throws IOException {
        ask(3);
        assertEquals(1, files.loads.get());

        Files.setLastModifiedTime(files.vocabulary(), FileTime.fromMillis(1_600_000_000_000L));
        expectNewLoad(LabelFiles.name(3, 0));

        Files.setLastModifiedTime(files.vocabulary(), FileTime.fromMillis(1_000));
        expectNewLoad(LabelFiles.name(3, 0));

        Files.delete(files.vocabulary());
        int before = files.loads.get();
        assertEquals(Optional.empty(), label(3));
        assertEquals(Optional.empty(), label(3));
        assertEquals(before + 2, files.loads.get());

        LabelFiles.write(files.vocabulary(), "a word more");
        expectNewLoad(LabelFiles.name(3, 0));
    }

    private void expectNewLoad(String label) {
        int before = files.loads.get();
        assertEquals(label, ask(3));
        assertEquals(label, ask(3));
        assertEquals(before + 1, files.loads.get());
    }

    @Test
    void shouldFollowEmbeddingsToWhereALinkLeads() throws IOException {
        Path link = folder.resolve("current");
        Files.createSymbolicLink(link, files.embeddings());
        assertEquals(LabelFiles.name(3, 0), askFor(link));

        LabelFiles next = new LabelFiles(Files.createDirectory(folder.resolve("next")));
        next.indexInLaterTick(5);
        Files.delete(link);
        Files.createSymbolicLink(link, next.embeddings());

        assertEquals(LabelFiles.name(3, 5), askFor(link));
    }

    private String askFor(Path embeddings) {
        return cache.label(embeddings, 3, files.vocabulary(), 1, files::load)
                .orElseThrow()
                .label();
    }

    @Test
    void shouldReturnAndNotKeepWhatALoaderFindsWithoutAFile() throws IOException {
        Files.delete(files.vocabulary());
        Files.delete(files.embeddings());

        for (int i = 0; i < 2; i++) {
            assertTrue(cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
                        files.loads.incrementAndGet();
                        return Optional.of(LabelFiles.label(3, 7, key.topK()));
                    })
                    .isPresent());
        }

        assertEquals(2, files.loads.get());
        assertEquals(0, cache.size());
        assertEquals(2, cache.notKept());
    }

    @Test
    void shouldNotMixFilesThatDifferInPathOnly() throws IOException {
        LabelFiles other = new LabelFiles(Files.createDirectory(folder.resolve("other")));
        other.index(9);

        assertEquals(LabelFiles.name(3, 0), ask(3));
        assertEquals(LabelFiles.name(3, 9), askFor(other.embeddings()));
        assertNotEquals(files.embeddings(), other.embeddings());
        assertEquals(2, cache.size());
    }

    private void assumeChangeTime() {
        assumeTrue(LabelFiles.noteChangeTime(files.embeddings()), "the file system notes no change time");
    }

    private String ask(int row) {
        return ask(cache, row, 1);
    }

    private String ask(ImageLabelCache asked, int row, int topK) {
        return asked.label(files.embeddings(), row, files.vocabulary(), topK, files::load)
                .orElseThrow()
                .label();
    }

    private Optional<ImageLabel> label(int row) {
        return cache.label(files.embeddings(), row, files.vocabulary(), 1, files::load);
    }
}
