package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.ApplicationLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing keeps the class loader of an application that has closed its caches with large values, although Chronicle Map
 * is in that loader too. The caches are used from threads that live on.
 */
class ClosedLargeCachesLoaderTest {
    private static final int LENGTH = 100_000;

    @TempDir
    Path folder;

    private final ExecutorService livingOn = Executors.newSingleThreadExecutor();
    private final ExecutorService another = Executors.newSingleThreadExecutor();

    /** What a program is given: all of classes of the JDK. */
    private List<Object> argument() {
        return List.of(folder, another);
    }

    /** Starts the other thread here: one that an application starts inherits its class loader. */
    @BeforeEach
    void start() throws Exception {
        another.submit(() -> {}).get();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (ExecutorService executor : List.of(livingOn, another)) {
            executor.shutdown();
            assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {OpenOnly.class, UseInMemory.class, UseMapped.class, UseResults.class})
    void shouldCollectLoaderOfApplicationThatClosedItsCaches(Class<? extends Consumer<List<Object>>> program)
            throws Exception {
        ApplicationLoader.awaitCollected(ApplicationLoader.runAndDrop(livingOn, program, argument()));
    }

    @Test
    void shouldCollectEachOfManyDeployments() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loaders.add(ApplicationLoader.runAndDrop(livingOn, UseInMemory.class, argument()));
        }

        assertEquals(3, loaders.size());
        loaders.forEach(ApplicationLoader::awaitCollected);
    }

    /** Uses nothing. */
    public static final class OpenOnly implements Consumer<List<Object>> {
        @Override
        public void accept(List<Object> argument) {
            builder().build().close();
        }
    }

    /** Puts, reads, removals and evictions. */
    public static final class UseInMemory implements Consumer<List<Object>> {
        @Override
        public void accept(List<Object> argument) {
            use(builder().build(), argument);
        }
    }

    /** The same in files, which are opened again. */
    public static final class UseMapped implements Consumer<List<Object>> {
        @Override
        public void accept(List<Object> argument) {
            Path file = ((Path) argument.get(0)).resolve("values");
            for (int opening = 0; opening < 2; opening++) {
                use(builder().mappedTo(file).build(), argument);
            }
        }
    }

    /** Results of jobs, streamed. */
    public static final class UseResults implements Consumer<List<Object>> {
        @Override
        public void accept(List<Object> argument) {
            Path file = ((Path) argument.get(0)).resolve("results");
            for (int opening = 0; opening < 2; opening++) {
                try (CurationResultCache cache = CurationResultCache.builder()
                        .maxResults(10)
                        .maxBytes(10 * LENGTH)
                        .maxResultBytes(2 * LENGTH)
                        .mappedTo(file)
                        .build()) {
                    inBothThreads(argument, () -> useResults(cache));
                }
            }
        }

        private static void useResults(CurationResultCache cache) {
            try {
                for (int job = 0; job < 20; job++) {
                    String id = "job " + job;
                    cache.started(id);
                    cache.completed(id, new ByteArrayInputStream(new byte[LENGTH]));
                    cache.poll(id);
                    assertTrue(cache.writeResult(id, OutputStream.nullOutputStream()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static BoundedLru.Builder<String, byte[]> builder() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(10)
                .inlineValueBytes(64)
                .maxValueBytes(2 * LENGTH)
                .maxBytes(20 * LENGTH);
    }

    private static void use(BoundedLru<String, byte[]> cache, List<Object> argument) {
        try (cache) {
            inBothThreads(argument, () -> {
                for (int i = 0; i < 20; i++) {
                    cache.put("key " + i, new byte[LENGTH]);
                    cache.get("key " + i);
                }
                cache.remove("key 19");
                cache.flush();
            });
            assertTrue(cache.stats().evictions() > 0);
        }
    }

    private static void inBothThreads(List<Object> argument, Runnable work) {
        work.run();
        try {
            ((ExecutorService) argument.get(1)).submit(work).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
