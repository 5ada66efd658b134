package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One load per key, and whatever the loader does, nothing wrong is kept and nobody is stuck. */
class ImageLabelCacheLoaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ROW = 5;

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
    void shouldLoadOnceHoweverManyThreadsAsk() {
        for (int round = 0; round < 50; round++) {
            int topK = 1 + round % 3;
            cache.clear();
            int before = files.loads.get();

            Threads.runAll(8, LIMIT, (index, run) -> {
                Optional<ImageLabel> answer = cache.label(files.embeddings(), ROW, files.vocabulary(), topK, key -> {
                    Thread.yield();
                    return files.load(key);
                });
                assertEquals(Optional.of(LabelFiles.label(ROW, 0, topK)), answer);
            });

            assertEquals(before + 1, files.loads.get(), "round " + round);
        }
    }

    @Test
    void shouldThrowUncheckedAsTheyAre() {
        for (Throwable boom : new Throwable[] {
            new IllegalArgumentException("boom"),
            new UncheckedIOException(new IOException("boom")),
            new StackOverflowError("boom")
        }) {
            assertSame(boom, assertThrows(Throwable.class, () -> label(throwing(boom))));
            expectNothingKept();
        }
        assertEquals(3, cache.stats().loadFailures());
        expectRecovery();
    }

    @Test
    void shouldThrowIoExceptionUnchecked() {
        IOException boom = new FileNotFoundException("boom");

        UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> label(throwing(boom)));

        assertSame(boom, thrown.getCause());
        assertTrue(thrown.getMessage().contains("row 5"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(files.embeddings().toString()), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("boom"), thrown.getMessage());
        expectNothingKept();
        expectRecovery();
    }

    @Test
    void shouldThrowOtherCheckedInCompletionException() {
        TimeoutException boom = new TimeoutException("boom");

        CompletionException thrown = assertThrows(CompletionException.class, () -> label(throwing(boom)));

        assertSame(boom, thrown.getCause());
        assertTrue(thrown.getMessage().contains("boom"), thrown.getMessage());
        expectNothingKept();
        expectRecovery();
    }

    @Test
    void shouldRestoreInterruptOfInterruptedLoader() {
        AtomicReference<Thread> loadingThread = new AtomicReference<>();

        new Threads()
                .add("loading", 1, (index, run) -> {
                    CompletionException thrown = assertThrows(
                            CompletionException.class,
                            () -> label(key -> {
                                loadingThread.set(Thread.currentThread());
                                new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                                return Optional.empty();
                            }));
                    assertTrue(Thread.interrupted());
                    assertTrue(thrown.getCause() instanceof InterruptedException, thrown::toString);
                })
                .add("interrupting", 1, (index, run) -> {
                    Threads.await("the load to begin", LIMIT, () -> loadingThread.get() != null);
                    loadingThread.get().interrupt();
                })
                .runToEnd(LIMIT);

        expectNothingKept();
        expectRecovery();
    }

    @Test
    void shouldInterruptAThreadThatWaitsForAnothersLoad() {
        Throwable[] failure = new Throwable[1];
        boolean[] keptInterrupt = new boolean[1];

        Optional<ImageLabel> label = cache.label(files.embeddings(), ROW, files.vocabulary(), 1, key -> {
            Thread asking = new Thread(() -> {
                try {
                    cache.label(files.embeddings(), ROW, files.vocabulary(), 1, files::load);
                } catch (CacheLoadingException e) {
                    failure[0] = e;
                    keptInterrupt[0] = Thread.currentThread().isInterrupted();
                }
            });
            asking.start();
            Threads.await("it to wait", LIMIT, () -> asking.getState() == Thread.State.TIMED_WAITING);
            asking.interrupt();
            Threads.await("it to end", LIMIT, () -> !asking.isAlive());
            return files.load(key);
        });

        assertInstanceOf(CacheLoadingException.class, failure[0]);
        assertTrue(keptInterrupt[0]);
        assertEquals(Optional.of(LabelFiles.label(ROW, 0, 1)), label);
        assertEquals(1, files.loads.get());
        assertEquals(1, cache.size());
    }

    @Test
    void shouldKeepInterruptOfAskingThread() {
        Threads.runAll(1, LIMIT, (index, run) -> {
            Thread.currentThread().interrupt();
            assertTrue(label(key -> Optional.of(LabelFiles.label(ROW, 0, 1))).isPresent());
            assertTrue(Thread.interrupted());
        });
    }

    @Test
    void shouldRefuseNullInsteadOfAnAnswer() {
        NullPointerException thrown = assertThrows(NullPointerException.class, () -> label(key -> null));

        assertTrue(thrown.getMessage().contains("Optional.empty()"), thrown.getMessage());
        expectNothingKept();
        expectRecovery();
    }

    @Test
    void shouldRefuseRecursionIntoTheSameLabel() {
        assertThrows(IllegalStateException.class, () -> label(key -> label(again -> Optional.empty())));

        expectNothingKept();
        expectRecovery();
    }

    @Test
    void shouldShareOneLoadWithThreadsThatComeWhileItRuns() {
        shareOneLoad(cache);
    }

    /** A young load is marked, which makes others ask again: the mark must not outlive it, nor its failure. */
    @Test
    void shouldForgetYoungLoadsWhenTheyEnd() {
        AtomicLong clock = new AtomicLong(LabelFiles.now());
        try (ImageLabelCache aging = ImageLabelCache.builder().clock(clock::get).build()) {
            assertThrows(UncheckedIOException.class, () -> label(aging, throwing(new IOException("boom"))));
            assertTrue(label(aging, files::load).isPresent());
            assertEquals(1, aging.notKept());
            clock.set(LabelFiles.aMinuteAhead());
            files.loads.set(0);

            shareOneLoad(aging);
        }
    }

    private void shareOneLoad(ImageLabelCache shared) {
        CountDownLatch loading = new CountDownLatch(1);
        CacheStats before = shared.stats();

        new Threads()
                .add(
                        "loading",
                        1,
                        (index, run) -> label(shared, key -> {
                            loading.countDown();
                            Threads.await("others to wait", LIMIT, () -> LabelFiles.waiting("later") == 3);
                            return files.load(key);
                        }))
                .add("later", 3, (index, run) -> {
                    assertTrue(loading.await(20, TimeUnit.SECONDS));
                    assertEquals(Optional.of(LabelFiles.label(ROW, 0, 1)), label(shared, files::load));
                })
                .runToEnd(LIMIT);

        assertEquals(1, files.loads.get());
        assertEquals(before.misses() + 4, shared.stats().misses());
        assertEquals(before.hits(), shared.stats().hits());
    }

    @Test
    void shouldNotKeepAnswerThatRemovalHasOvertaken() {
        label(key -> {
            cache.clear();
            return files.load(key);
        });

        expectNothingKept();
        expectRecovery();
    }

    @Test
    void shouldAnswerWhenClosedMeanwhile() {
        Optional<ImageLabel> answer = label(key -> {
            cache.close();
            return files.load(key);
        });

        assertEquals(Optional.of(LabelFiles.label(ROW, 0, 1)), answer);
    }

    private static LabelLoader throwing(Throwable boom) {
        return key -> {
            if (boom instanceof Error) {
                throw (Error) boom;
            }
            throw (Exception) boom;
        };
    }

    private Optional<ImageLabel> label(LabelLoader loader) {
        return label(cache, loader);
    }

    private Optional<ImageLabel> label(ImageLabelCache asked, LabelLoader loader) {
        return asked.label(files.embeddings(), ROW, files.vocabulary(), 1, loader);
    }

    private void expectNothingKept() {
        assertEquals(0, cache.size());
    }

    private void expectRecovery() {
        for (int i = 0; i < 2; i++) {
            assertEquals(Optional.of(LabelFiles.label(ROW, 0, 1)), label(files::load));
        }
        assertEquals(1, cache.size());
        assertEquals(1, cache.stats().hits());
    }
}
