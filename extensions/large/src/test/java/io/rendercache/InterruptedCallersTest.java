package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Failed;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.FrameFolders;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An interrupt, set before a call or arriving during it, neither fails nor cuts short what a cache does with its files,
 * and is not lost.
 */
class InterruptedCallersTest {
    private static final int ENTRIES = 5;
    private static final int ROUNDS = 12;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private LabelFiles labelFiles;
    private String beauty;
    private String depth;

    /** Puts entries into a cache. */
    private interface Filling {
        void run() throws IOException;
    }

    /** One cache and what is in it. */
    private record Subject(RenderCache cache, Runnable flush, Filling fill, Runnable check) implements AutoCloseable {
        @Override
        public void close() {
            cache.close();
        }
    }

    /** How a cache is opened on the files in a test's folder. */
    private interface Opening {
        Subject open(InterruptedCallersTest test);
    }

    enum Kind {
        PLAIN(test -> test.lru(1_000)),
        LARGE_VALUES(test -> test.lru(100_000)),
        CURATION(InterruptedCallersTest::curation),
        LABELS(InterruptedCallersTest::labels),
        FRAMES(InterruptedCallersTest::frames);

        private final Opening opening;

        Kind(Opening opening) {
            this.opening = opening;
        }
    }

    /** Before any interrupt: it is written through channels. */
    @BeforeEach
    void makeFiles() throws IOException {
        labelFiles = new LabelFiles(Files.createDirectory(folder.resolve("indexed")));
        FrameFolders frames = new FrameFolders(folder);
        beauty = frames.frames("beauty", 3).toString();
        depth = frames.frames("depth", 4).toString();
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @ParameterizedTest
    @EnumSource
    void shouldOpenFlushAndCloseThoughInterruptedBefore(Kind kind) throws IOException {
        Thread.currentThread().interrupt();

        try (Subject made = kind.opening.open(this)) {
            assertTrue(Thread.currentThread().isInterrupted(), "after making the files");
            made.fill.run();
            made.flush.run();
            assertTrue(Thread.currentThread().isInterrupted(), "after the flush");
            made.check.run();
        }
        assertTrue(Thread.currentThread().isInterrupted(), "after closing");

        try (Subject found = kind.opening.open(this)) {
            found.check.run();
            found.flush.run();
        }
        assertTrue(Thread.interrupted());

        try (Subject found = kind.opening.open(this)) {
            found.check.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldOpenFlushAndCloseThoughInterruptedMeanwhile(Kind kind) {
        AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
        new Threads()
                .add("worker", 1, (index, run) -> {
                    worker.set(Thread.currentThread());
                    try {
                        for (int round = 0; round < ROUNDS; round++) {
                            try (Subject subject = kind.opening.open(this)) {
                                if (round == 0) {
                                    subject.fill.run();
                                }
                                subject.check.run();
                                subject.flush.run();
                            }
                            Thread.interrupted();
                        }
                    } finally {
                        worker.set(null);
                    }
                })
                .add("interrupter", 1, (index, run) -> {
                    Threads.await("the worker to start", LIMIT, () -> worker.get() != null);
                    for (Thread target = worker.get(); target != null; target = worker.get()) {
                        target.interrupt();
                        Thread.onSpinWait();
                    }
                })
                .runToEnd(LIMIT);
    }

    @Test
    void shouldHoldLargeValuesInMemoryThoughInterrupted() {
        Thread.currentThread().interrupt();

        try (BoundedLru<String, byte[]> cache = values(100_000).build()) {
            for (int i = 0; i < 100; i++) {
                cache.put("key " + i, value(i % ENTRIES));
                assertArrayEquals(value(i % ENTRIES), cache.get("key " + i));
            }
            cache.flush();
            cache.clear();
            assertEquals(0, cache.size());
        }

        assertTrue(Thread.interrupted());
    }

    private static byte[] value(int i) {
        return GeneratedBytes.bytes(i, 200 * i);
    }

    private static byte[] largeValue(int i) {
        return GeneratedBytes.bytes(i, 20_000 * i);
    }

    private static BoundedLru.Builder<String, byte[]> values(int maxValueBytes) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(64)
                .inlineValueBytes(maxValueBytes == 1_000 ? 1_000 : 128)
                .maxValueBytes(maxValueBytes)
                .maxBytes(2_000_000);
    }

    private Subject lru(int maxValueBytes) {
        boolean isLarge = maxValueBytes > 1_000;
        BoundedLru<String, byte[]> cache =
                values(maxValueBytes).mappedTo(folder.resolve("cache")).build();
        Filling fill = () -> {
            for (int i = 0; i < ENTRIES; i++) {
                cache.put("key " + i, isLarge ? largeValue(i) : value(i));
            }
        };
        Runnable check = () -> {
            for (int i = 0; i < ENTRIES; i++) {
                assertArrayEquals(isLarge ? largeValue(i) : value(i), cache.get("key " + i));
            }
        };
        return new Subject(cache, cache::flush, fill, check);
    }

    private Subject curation() {
        CurationResultCache cache = CurationResultCache.builder()
                .maxBytes(1 << 20)
                .mappedTo(folder.resolve("results"))
                .build();
        Filling fill = () -> {
            for (int i = 0; i < ENTRIES; i++) {
                cache.started("job " + i);
                cache.completed("job " + i, GeneratedBytes.stream(i, 20_000 * i));
            }
            cache.failed("failed", "error");
        };
        Runnable check = () -> {
            for (int i = 0; i < ENTRIES; i++) {
                assertEquals(new Completed(largeValue(i)), cache.poll("job " + i));
            }
            assertEquals(new Failed("error"), cache.poll("failed"));
        };
        return new Subject(cache, cache::flush, fill, check);
    }

    private Subject labels() {
        ImageLabelCache cache = ImageLabelCache.builder()
                .clock(LabelFiles::aMinuteAhead)
                .mappedTo(folder.resolve("labels"))
                .build();
        Runnable check = () -> {
            for (int row = 0; row < LabelFiles.ROWS; row++) {
                assertEquals(
                        Optional.of(LabelFiles.label(row, 0, 2)),
                        cache.label(labelFiles.embeddings(), row, labelFiles.vocabulary(), 2, labelFiles::load));
            }
        };
        return new Subject(cache, cache::flush, check::run, check);
    }

    private Subject frames() {
        FrameDirCache cache =
                FrameDirCache.builder().mappedTo(folder.resolve("frames")).build();
        Runnable check = () -> {
            try (JobScope job = cache.openJob("job")) {
                assertEquals(3, job.maxFrameIndex(beauty));
                assertEquals(4, job.maxFrameIndex(depth));
            }
        };
        return new Subject(cache, cache::flush, check::run, check);
    }
}
