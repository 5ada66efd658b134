package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of a load that failed, and when. */
class LoadFailureListenerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<String> calls = new ArrayList<>();
    private final AtomicReference<Throwable> heard = new AtomicReference<>();

    /** Notes the calls; asks the cache for the same key when a load has failed. */
    private final class Noting implements CacheListener<String, String> {
        private final AtomicReference<BoundedLru<String, String>> cache = new AtomicReference<>();

        @Override
        public void onRemoval(String key, String value, RemovalCause cause) {
            calls.add(key + " " + value + " " + cause);
        }

        @Override
        public void onLoadFailure(String key, Throwable failure) {
            heard.set(failure);
            calls.add(key + " failed");
            calls.add(key + " again: " + cache.get().get(key, asked -> "second"));
        }
    }

    private BoundedLru<String, String> cache() {
        Noting listener = new Noting();
        BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build();
        listener.cache.set(cache);
        return cache;
    }

    @Test
    void shouldTellOfFailureWhenKeyCanBeAskedForAgainAndThrowItUnchanged() {
        IllegalStateException boom = new IllegalStateException("boom");
        try (BoundedLru<String, String> cache = cache()) {
            Throwable thrown = assertThrows(
                    IllegalStateException.class,
                    () -> cache.get("key", key -> {
                        throw boom;
                    }));

            assertSame(boom, thrown);
            assertSame(boom, heard.get());
            assertEquals(0, thrown.getSuppressed().length);
            assertEquals(List.of("key failed", "key again: second"), calls);
            assertEquals(1, cache.stats().loadFailures());
        }
    }

    @Test
    void shouldNotTakeTheMapViewsFunctionForALoad() {
        IllegalStateException boom = new IllegalStateException("boom");
        try (BoundedLru<String, String> cache = cache()) {
            Throwable thrown = assertThrows(
                    IllegalStateException.class,
                    () -> cache.asMap().computeIfAbsent("key", key -> {
                        throw boom;
                    }));

            assertSame(boom, thrown);
            assertEquals(List.of(), calls);
            assertEquals(0, cache.stats().loadFailures());
        }
    }

    @Test
    void shouldTellWhatALoadEvictedWhenItHasEnded() {
        List<String> told = new ArrayList<>();
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CacheListener<String, String> listener =
                (key, value, cause) -> told.add(key + " " + itself.get().get("loaded", asked -> "not the first"));
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build()) {
            itself.set(cache);
            cache.put("a", "1");
            cache.put("b", "2");

            cache.get("loaded", key -> {
                cache.remove("b");
                assertEquals(List.of(), told);
                cache.put("c", "3");
                return "first";
            });

            assertEquals(Set.of("b first", "a first"), Set.copyOf(told));
            assertEquals(2, told.size());
        }
    }

    @Test
    void shouldTellEachFailureOfThoseWhoWaitedInTurn() {
        List<String> order = new ArrayList<>();
        CacheListener<String, String> listener = new CacheListener<>() {
            @Override
            public void onRemoval(String key, String value, RemovalCause cause) {
                order.add("removed");
            }

            @Override
            public void onLoadFailure(String key, Throwable failure) {
                order.add("failed");
            }
        };
        int threads = 4;
        CountDownLatch all = new CountDownLatch(threads);
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .listener(listener)
                .build()) {
            Threads.runAll(threads, LIMIT, (index, run) -> {
                all.countDown();
                assertThrows(
                        UncheckedIOException.class,
                        () -> cache.get("key", key -> {
                            await(all);
                            throw new UncheckedIOException(new IOException("disk"));
                        }));
            });
            cache.put("key", "1");
            cache.remove("key");

            assertEquals(List.of("failed", "failed", "failed", "failed", "removed"), order);
            assertEquals(threads, cache.stats().loadFailures());
        }
    }

    /** A loader that asks for another key is itself inside a load, and the listener must not meet that. */
    @Test
    void shouldTellOfFailureWithinALoaderWhenThatHasReturned() {
        try (BoundedLru<String, String> cache = cache()) {
            String value = cache.get("outer", outer -> {
                assertThrows(
                        IllegalStateException.class,
                        () -> cache.get("inner", inner -> {
                            throw new IllegalStateException("inner");
                        }));
                assertEquals(List.of(), calls);
                return "in spite of it";
            });

            assertEquals("in spite of it", value);
            assertEquals(List.of("inner failed", "inner again: second"), calls);
        }
    }

    @Test
    void shouldThrowTheLoadersExceptionWhateverTheListenerThrows() {
        CacheListener<String, String> throwing = new CacheListener<>() {
            @Override
            public void onRemoval(String key, String value, RemovalCause cause) {
                calls.add("removal");
            }

            @Override
            public void onLoadFailure(String key, Throwable failure) {
                throw new IllegalStateException("the listener's own");
            }
        };
        IllegalArgumentException boom = new IllegalArgumentException("boom");
        try (LogCapture log = new LogCapture();
                BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                        .maxEntries(2)
                        .listener(throwing)
                        .build()) {
            Throwable thrown = assertThrows(
                    IllegalArgumentException.class,
                    () -> cache.get("key", key -> {
                        throw boom;
                    }));

            assertSame(boom, thrown);
            assertEquals(0, thrown.getSuppressed().length);
            assertEquals(1, log.records().size());
            assertEquals("the listener's own", log.records().get(0).getThrown().getMessage());
        }
    }

    @Test
    void shouldTellOfLabelThatCannotBeLoaded() throws IOException {
        Path embeddings = Files.writeString(folder.resolve("embeddings"), "e");
        Path vocabulary = Files.writeString(folder.resolve("vocabulary"), "v");
        List<LabelKey> keys = new ArrayList<>();
        CacheListener<LabelKey, ImageLabel> listener = new CacheListener<>() {
            @Override
            public void onRemoval(LabelKey key, ImageLabel label, RemovalCause cause) {
                keys.clear();
            }

            @Override
            public void onLoadFailure(LabelKey key, Throwable failure) {
                keys.add(key);
                heard.set(failure);
            }
        };
        try (ImageLabelCache cache =
                ImageLabelCache.builder().listener(listener).build()) {
            UncheckedIOException thrown = assertThrows(
                    UncheckedIOException.class,
                    () -> cache.label(embeddings, 7, vocabulary, 3, key -> {
                        throw new IOException("no such row");
                    }));

            assertSame(thrown, heard.get());
            assertEquals(1, keys.size());
            assertEquals(7, keys.get(0).sortedIndex());
        }
    }

    @Test
    void shouldTellOfDirectoryThatCannotBeRead() throws IOException {
        List<FrameKey> keys = new ArrayList<>();
        AtomicReference<JobScope> scope = new AtomicReference<>();
        CacheListener<FrameKey, Long> listener = new CacheListener<>() {
            @Override
            public void onRemoval(FrameKey key, Long value, RemovalCause cause) {
                keys.clear();
            }

            @Override
            public void onLoadFailure(FrameKey key, Throwable failure) {
                keys.add(key);
                if (heard.getAndSet(failure) == null) {
                    assertThrows(UncheckedIOException.class, () -> scope.get().maxFrameIndex(key.directory()));
                }
            }
        };
        String unreadable = Files.createFile(folder.resolve("a file")).toString();
        try (FrameDirCache cache = FrameDirCache.builder().listener(listener).build();
                JobScope job = cache.openJob("job")) {
            scope.set(job);
            UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> job.maxFrameIndex(unreadable));

            assertNotNull(thrown.getCause());
            assertEquals(List.of(new FrameKey("job", unreadable), new FrameKey("job", unreadable)), keys);
            assertEquals(2, cache.stats().loadFailures());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
