package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.testing.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not kept because a file is too young for its stamp to mean anything, and whom such a load answers. */
class ImageLabelCacheYoungFilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long TWO_SECONDS = TimeUnit.SECONDS.toNanos(2);

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(LabelFiles.aMinuteAhead());
    private final ImageLabelCache cache =
            ImageLabelCache.builder().clock(clock::get).build();
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
    void shouldKeepOnlyWhatIsTwoSecondsOld() {
        FileStamp embeddings = FileStamp.of(files.embeddings());
        FileStamp vocabulary = FileStamp.of(files.vocabulary());
        long youngest = Math.max(
                Math.max(embeddings.modifiedNanos(), embeddings.changedNanos()),
                Math.max(vocabulary.modifiedNanos(), vocabulary.changedNanos()));

        for (long age : new long[] {-TWO_SECONDS, 0, 1, TWO_SECONDS - 1}) {
            clock.set(youngest + age);
            assertEquals(LabelFiles.name(3, 0), ask(3));
            assertEquals(0, cache.size(), "age " + age);
        }
        assertEquals(4, cache.notKept());
        clock.set(youngest + TWO_SECONDS);
        ask(3);
        ask(3);

        assertEquals(1, cache.size());
        assertEquals(4, cache.notKept());
        assertEquals(5, files.loads.get());
    }

    @Test
    void shouldKeepLabelsOfOldFilesByTheRealClock() {
        Path old = Path.of(System.getProperty("java.home"), "bin", "java");
        assumeTrue(Files.exists(old), "this Java has no file bin/java");
        ImageLabel label = LabelFiles.label(1, 1, 1);
        try (ImageLabelCache onTime = ImageLabelCache.create()) {
            AtomicInteger loads = new AtomicInteger();
            for (int i = 0; i < 2; i++) {
                assertEquals(Optional.of(label), onTime.label(old, 1, old, 1, key -> {
                    loads.incrementAndGet();
                    return Optional.of(label);
                }));
            }

            assertEquals(1, loads.get());
            assertEquals(1, onTime.size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotKeepWhenATimeLiesInTheFuture(boolean ofEmbeddings) throws IOException {
        Files.setLastModifiedTime(
                ofEmbeddings ? files.embeddings() : files.vocabulary(),
                FileTime.from(clock.get() + TimeUnit.HOURS.toNanos(1), TimeUnit.NANOSECONDS));

        assertEquals(LabelFiles.name(3, 0), ask(3));
        assertEquals(LabelFiles.name(3, 0), ask(3));

        assertEquals(0, cache.size());
        assertEquals(2, cache.notKept());
    }

    /** The file's stamp stays as it is throughout, as if the rewriting had come within one tick. */
    @Test
    void shouldNotTakeAnswerOfYoungLoadThatBeganBeforeTheQuestion() {
        clock.set(LabelFiles.now());
        AtomicReference<String> content = new AtomicReference<>("old");
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch rewritten = new CountDownLatch(1);
        AtomicInteger asking = new AtomicInteger();

        new Threads()
                .add("first", 1, (index, run) -> {
                    Optional<ImageLabel> answer = cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
                        loads.incrementAndGet();
                        ImageLabel read = LabelFiles.label(0, 0, 1);
                        assertEquals("old", content.get());
                        loading.countDown();
                        assertTrue(rewritten.await(20, TimeUnit.SECONDS));
                        Threads.await(
                                "others to wait", LIMIT, () -> asking.get() == 3 && LabelFiles.waiting("later") == 3);
                        return Optional.of(read);
                    });
                    assertEquals(LabelFiles.name(0, 0), answer.orElseThrow().label());
                })
                .add("later", 3, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    content.set("new");
                    rewritten.countDown();
                    asking.incrementAndGet();
                    Optional<ImageLabel> answer = cache.label(files.embeddings(), 3, files.vocabulary(), 1, key -> {
                        loads.incrementAndGet();
                        assertEquals("new", content.get());
                        return Optional.of(LabelFiles.label(0, 1, 1));
                    });
                    assertEquals(LabelFiles.name(0, 1), answer.orElseThrow().label());
                })
                .runToEnd(LIMIT);

        assertTrue(loads.get() >= 2 && loads.get() <= 4, () -> loads + " loads");
        assertEquals(0, cache.size());
        assertEquals(loads.get(), cache.notKept());
    }

    private String ask(int row) {
        return cache.label(files.embeddings(), row, files.vocabulary(), 1, files::load)
                .orElseThrow()
                .label();
    }
}
