package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which failed loads a listener is notified of, and what it and the caller get. */
class LoadFailureListenerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** Asks the cache for the same key when a load has failed. */
    private static final class AskingAgain extends RecordingListener<String, String> {
        private final AtomicReference<BoundedLru<String, String>> cache = new AtomicReference<>();

        @Override
        public void onLoadFailure(String key, Throwable failure) {
            super.onLoadFailure(key, failure);
            note(key + " again: " + cache.get().get(key, asked -> "second"));
        }
    }

    private final AskingAgain listener = new AskingAgain();

    private BoundedLru<String, String> cache() {
        BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build();
        listener.cache.set(cache);
        return cache;
    }

    @Test
    void shouldNotifyOfFailureWhenKeyCanBeAskedForAgainAndThrowItUnchanged() {
        IllegalStateException boom = new IllegalStateException("boom");
        try (BoundedLru<String, String> cache = cache()) {
            Throwable thrown = assertThrows(
                    IllegalStateException.class,
                    () -> cache.get("key", key -> {
                        throw boom;
                    }));

            Notifications.awaitDelivered(cache);
            assertSame(boom, thrown);
            assertEquals(List.of(boom), listener.failures());
            assertEquals(0, thrown.getSuppressed().length);
            assertEquals(List.of("key failed", "key again: second"), listener.calls());
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

            Notifications.awaitDelivered(cache);
            assertSame(boom, thrown);
            assertEquals(List.of(), listener.calls());
            assertEquals(0, cache.stats().loadFailures());
        }
    }

    /** The listener may ask for the key whose load evicted what it is called for. */
    @Test
    void shouldAnswerListenerThatAsksForTheKeyBeingLoaded() {
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CacheListener<String, String> asking =
                (key, value, cause) -> told.add(key + " " + itself.get().get("loaded", asked -> "not the first"));
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .stripes(1)
                .listener(asking)
                .build()) {
            itself.set(cache);
            cache.put("a", "1");
            cache.put("b", "2");

            cache.get("loaded", key -> {
                cache.remove("b");
                cache.put("c", "3");
                // The listener waits for this load, which waits for nobody.
                assertEquals(List.of(), told);
                return "first";
            });
            Notifications.awaitDelivered(cache);

            assertEquals(List.of("b first", "a first"), told);
        }
    }

    @Test
    void shouldNotifyOfEachFailureOfThoseWhoWaitedInTurn() {
        RecordingListener<String, String> order = new RecordingListener<>();
        int threads = 4;
        CountDownLatch all = new CountDownLatch(threads);
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .listener(order)
                .build()) {
            Threads.runAll(threads, LIMIT, (index, run) -> {
                all.countDown();
                assertThrows(
                        UncheckedIOException.class,
                        () -> cache.get("key", key -> {
                            Threads.await(all);
                            throw new UncheckedIOException(new IOException("disk"));
                        }));
            });
            cache.put("key", "1");
            cache.remove("key");

            Notifications.awaitDelivered(cache);
            assertEquals(
                    List.of("key failed", "key failed", "key failed", "key failed", "key 1 EXPLICIT"), order.calls());
            assertEquals(threads, cache.stats().loadFailures());
        }
    }

    /** The listener runs in another thread than the outer load, and may ask for both keys. */
    @Test
    void shouldNotifyOfFailureWithinALoader() {
        try (BoundedLru<String, String> cache = cache()) {
            String value = cache.get("outer", outer -> {
                assertThrows(
                        IllegalStateException.class,
                        () -> cache.get("inner", inner -> {
                            throw new IllegalStateException("inner");
                        }));
                return "in spite of it";
            });
            Notifications.awaitDelivered(cache);

            assertEquals("in spite of it", value);
            assertEquals(List.of("inner failed", "inner again: second"), listener.calls());
            assertFalse(listener.threads().contains(Thread.currentThread()));
        }
    }

    @Test
    void shouldThrowTheLoadersExceptionWhateverTheListenerThrows() {
        CacheListener<String, String> throwing = new RecordingListener<>(call -> {
            throw new IllegalStateException("the listener's own");
        });
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

            Notifications.awaitDelivered(cache);
            assertSame(boom, thrown);
            assertEquals(0, thrown.getSuppressed().length);
            assertEquals(1, log.records().size());
            assertEquals("the listener's own", log.records().get(0).getThrown().getMessage());
        }
    }

    @Test
    void shouldNotifyOfLabelThatCannotBeLoaded() throws IOException {
        Path embeddings = Files.writeString(folder.resolve("embeddings"), "e");
        Path vocabulary = Files.writeString(folder.resolve("vocabulary"), "v");
        RecordingListener<LabelKey, ImageLabel> ofLabels = new RecordingListener<>();
        UncheckedIOException thrown;
        try (ImageLabelCache cache =
                ImageLabelCache.builder().listener(ofLabels).build()) {
            thrown = assertThrows(
                    UncheckedIOException.class,
                    () -> cache.label(embeddings, 7, vocabulary, 3, key -> {
                        throw new IOException("no such row");
                    }));
        }

        // Closing has delivered the rest.
        assertEquals(List.of(thrown), ofLabels.failures());
        assertEquals(1, ofLabels.calls().size());
        assertEquals(7, ofLabels.failedKeys().get(0).sortedIndex());
    }

    @Test
    void shouldNotifyOfDirectoryThatCannotBeRead() throws IOException {
        AtomicReference<JobScope> scope = new AtomicReference<>();
        RecordingListener<FrameKey, Long> ofFrames = new RecordingListener<>() {
            @Override
            public void onLoadFailure(FrameKey key, Throwable failure) {
                super.onLoadFailure(key, failure);
                if (failures().size() == 1) {
                    assertThrows(UncheckedIOException.class, () -> scope.get().maxFrameIndex(key.directory()));
                }
            }
        };
        String unreadable = Files.createFile(folder.resolve("a file")).toString();
        try (FrameDirCache cache = FrameDirCache.builder().listener(ofFrames).build();
                JobScope job = cache.openJob("job")) {
            scope.set(job);
            UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> job.maxFrameIndex(unreadable));

            Notifications.awaitDelivered(cache);
            assertNotNull(thrown.getCause());
            FrameKey key = new FrameKey("job", unreadable);
            assertEquals(List.of(key, key), ofFrames.failedKeys());
            assertEquals(2, ofFrames.calls().size());
            assertEquals(2, cache.stats().loadFailures());
        }
    }
}
