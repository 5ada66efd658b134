package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.ApplicationLoader;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing keeps the class loader of an application that has closed its caches: no thread, cleaner, thread-local or
 * hook. The caches are used from a thread that lives on.
 */
class ClosedCachesLoaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final ExecutorService livingOn = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() throws InterruptedException {
        livingOn.shutdown();
        assertTrue(livingOn.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    /** The control: a loader that has only loaded the classes is collected, so the test can succeed. */
    @Test
    void shouldCollectLoaderThatOnlyLoadsTheClasses() throws Exception {
        ApplicationLoader.awaitCollected(runAndDrop(LoadOnly.class));
    }

    /** The other control: a loader that something keeps is seen to be kept. */
    @Test
    void shouldSeeThatALoaderIsKept() throws Exception {
        WeakReference<ClassLoader> kept = runAndDrop(Keep.class);

        for (int i = 0; i < 5; i++) {
            System.gc();
        }

        assertFalse(kept.refersTo(null));
        livingOn.submit(() -> Thread.currentThread().setUncaughtExceptionHandler(null))
                .get();
        ApplicationLoader.awaitCollected(kept);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                UseBoundedLru.class,
                UseListener.class,
                UseMapped.class,
                UseFrames.class,
                UseLabels.class,
                UseResults.class,
            })
    void shouldCollectLoaderOfApplicationThatClosedItsCaches(Class<? extends Consumer<Path>> program) throws Exception {
        ApplicationLoader.awaitCollected(runAndDrop(program));
    }

    /** The recorder refers to caches and to the classes of their events while they are open. */
    @ParameterizedTest
    @ValueSource(classes = {UseListener.class, UseFrames.class, UseLabels.class})
    void shouldCollectLoaderWhereTheRecorderRuns(Class<? extends Consumer<Path>> program) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("io.rendercache.Eviction");
            recording.enable("io.rendercache.Load").withThreshold(Duration.ZERO);
            recording.enable("io.rendercache.CacheStatistics").withPeriod(Duration.ofMillis(10));
            recording.start();

            ApplicationLoader.awaitCollected(runAndDrop(program));
        }
    }

    @Test
    void shouldCollectEachOfManyDeployments() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loaders.add(runAndDrop(UseListener.class));
        }

        assertEquals(5, loaders.size());
        for (WeakReference<ClassLoader> loader : loaders) {
            ApplicationLoader.awaitCollected(loader);
        }
    }

    private WeakReference<ClassLoader> runAndDrop(Class<? extends Consumer<Path>> program) throws Exception {
        return ApplicationLoader.runAndDrop(livingOn, program, folder);
    }

    /** Initialises classes, and opens no cache. */
    public static final class LoadOnly implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            BoundedLru.builder(Codecs.utf8(), Codecs.int64());
            FrameDirCache.builder();
        }
    }

    /** Is itself kept by the thread. */
    public static final class Keep implements Consumer<Path>, Thread.UncaughtExceptionHandler {
        @Override
        public void accept(Path folder) {
            Thread.currentThread().setUncaughtExceptionHandler(this);
        }

        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            // Is only kept.
        }
    }

    /** Hits, misses, loads, failing loads, evictions, views. */
    public static final class UseBoundedLru implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                    .maxEntries(10)
                    .build()) {
                use(cache);
            }
        }
    }

    /** The same with a listener, which also throws. */
    public static final class UseListener implements Consumer<Path>, CacheListener<String, Long> {
        private final CountDownLatch notified = new CountDownLatch(20);

        @Override
        public void accept(Path folder) {
            try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                    .maxEntries(10)
                    .listener(this)
                    .build()) {
                use(cache);
                awaitNotices();
            }
        }

        private void awaitNotices() {
            try {
                assertTrue(notified.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onRemoval(String key, Long value, RemovalCause cause) {
            notified.countDown();
            if (notified.getCount() == 5) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    /** The same in a file. */
    public static final class UseMapped implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            for (int opening = 0; opening < 2; opening++) {
                try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                        .maxEntries(10)
                        .mappedTo(folder.resolve("cache"))
                        .build()) {
                    use(cache);
                    cache.flush();
                }
            }
        }
    }

    /** Jobs that list directories, one of them not closed. */
    public static final class UseFrames implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            try (FrameDirCache cache = FrameDirCache.create()) {
                try (JobScope job = cache.openJob("closed")) {
                    job.maxFrameIndex(folder);
                }
                cache.openJob("forgotten").maxFrameIndex(folder);
            }
        }
    }

    /** Labels of files. */
    public static final class UseLabels implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            try (ImageLabelCache cache = ImageLabelCache.create()) {
                cache.label(
                        folder.resolve("embeddings"),
                        0,
                        folder.resolve("words"),
                        1,
                        key -> Optional.of(new ImageLabel("label", List.of(), 0.5)));
            }
        }
    }

    /** Results small enough for slots, in files. */
    public static final class UseResults implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            for (int opening = 0; opening < 2; opening++) {
                try (CurationResultCache cache = CurationResultCache.builder()
                        .maxResults(10)
                        .maxResultBytes(100)
                        .mappedTo(folder.resolve("results"))
                        .build()) {
                    for (int job = 0; job < 20; job++) {
                        cache.started("job " + job);
                        cache.completed("job " + job, new byte[job]);
                        cache.poll("job " + job);
                    }
                    cache.failed("job 0", "on purpose");
                }
            }
        }
    }

    private static void use(BoundedLru<String, Long> cache) {
        for (int i = 0; i < 40; i++) {
            cache.get("key " + i, key -> 1L);
            cache.get("key " + i);
        }
        cache.asMap().forEach((key, value) -> cache.remove(key));
        try {
            cache.get("fails", key -> {
                throw new IllegalStateException("on purpose");
            });
            throw new AssertionError("the loader was not called");
        } catch (IllegalStateException e) {
            // As it must be.
        }
    }
}
