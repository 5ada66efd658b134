package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Actions that run when a cache has been closed, the same in each kind of cache. */
class OnCloseTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    static Stream<RenderCache> caches() {
        return Stream.of(
                lru(),
                FrameDirCache.create(),
                ImageLabelCache.create(),
                CurationResultCache.builder().maxResultBytes(4_096).build());
    }

    @ParameterizedTest
    @MethodSource("caches")
    void shouldRunEachActionOnceWhenTheCacheHasBeenClosed(RenderCache cache) {
        List<String> ran = new ArrayList<>();
        cache.onClose(() -> ran.add("first, closed " + cache.isClosed()));
        cache.onClose(() -> ran.add("second"));
        assertEquals(List.of(), ran);

        cache.close();
        cache.close();

        assertEquals(List.of("first, closed true", "second"), ran);
    }

    @ParameterizedTest
    @MethodSource("caches")
    void shouldRunActionAtOnceWhereTheCacheIsClosed(RenderCache cache) {
        List<String> ran = new ArrayList<>();
        cache.close();

        cache.onClose(() -> ran.add("late")).close();

        assertEquals(List.of("late"), ran);
    }

    @ParameterizedTest
    @MethodSource("caches")
    void shouldLogWhatAnActionThrowsAndRunTheOthers(RenderCache cache) {
        List<String> ran = new ArrayList<>();
        StackOverflowError boom = new StackOverflowError("boom");
        cache.onClose(() -> {
            throw boom;
        });
        cache.onClose(() -> ran.add("other"));
        try (LogCapture log = new LogCapture()) {
            cache.close();

            assertEquals(List.of("other"), ran);
            assertEquals(1, log.records().size());
            assertSame(boom, log.records().get(0).getThrown());
            assertTrue(log.records().get(0).getMessage().contains("cache " + cache.name() + ": "));
        }
        assertTrue(cache.isClosed());
    }

    @ParameterizedTest
    @MethodSource("caches")
    void shouldNotRunActionThatWasRemoved(RenderCache cache) {
        List<String> ran = new ArrayList<>();
        Registration removed = cache.onClose(() -> ran.add("removed"));
        Registration[] later = new Registration[1];
        cache.onClose(() -> later[0].close());
        later[0] = cache.onClose(() -> ran.add("removed by an action"));

        removed.close();
        removed.close();
        cache.close();

        assertEquals(List.of(), ran);
    }

    @Test
    void shouldNotKeepRemovedActionReachable() {
        try (BoundedLru<String, Long> cache = lru()) {
            Registration[] registration = new Registration[1];
            WeakReference<Object> used = registerAndForget(cache, registration);
            System.gc();
            assertFalse(used.refersTo(null), "the cache has the action");

            registration[0].close();

            awaitCollected(used);
        }
    }

    @Test
    void shouldNotKeepActionThatHasRunReachable() {
        BoundedLru<String, Long> cache = lru();
        Registration[] registration = new Registration[1];
        WeakReference<Object> used = registerAndForget(cache, registration);

        cache.close();

        awaitCollected(used);
        registration[0].close();
        cache.close();
    }

    @Test
    void shouldNotKeepCacheReachableByRegistration() {
        Registration[] registration = new Registration[1];
        WeakReference<RenderCache> cache = openAndForget(registration);

        awaitCollected(cache);
        registration[0].close();
    }

    @Test
    void shouldRunEachActionOnceWhateverThreadsCloseAndRegister() {
        for (int round = 0; round < 200; round++) {
            BoundedLru<String, Long> cache = lru();
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger early = new AtomicInteger();

            new Threads()
                    .add("registrar", 2, (index, run) -> {
                        for (int i = 0; i < 20; i++) {
                            cache.onClose(() -> {
                                ran.incrementAndGet();
                                if (!cache.isClosed()) {
                                    early.incrementAndGet();
                                }
                            });
                        }
                    })
                    .add("closer", 2, (index, run) -> cache.close())
                    .runToEnd(LIMIT);

            assertEquals(40, ran.get());
            assertEquals(0, early.get());
        }
    }

    @Test
    void shouldRefuseNull() {
        try (BoundedLru<String, Long> cache = lru()) {
            NullPointerException refusal = assertThrows(NullPointerException.class, () -> cache.onClose(null));

            assertEquals("action must not be null", refusal.getMessage());
        }
    }

    private static WeakReference<Object> registerAndForget(RenderCache cache, Registration[] registration) {
        Object used = new Object();
        registration[0] = cache.onClose(used::hashCode);
        return new WeakReference<>(used);
    }

    private static WeakReference<RenderCache> openAndForget(Registration[] registration) {
        BoundedLru<String, Long> cache = lru();
        registration[0] = cache.onClose(() -> {});
        return new WeakReference<>(cache);
    }

    private static void awaitCollected(WeakReference<?> reference) {
        Threads.awaitCollecting("the object to be collected", LIMIT, () -> reference.refersTo(null));
    }

    private static BoundedLru<String, Long> lru() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64()).maxEntries(10).build();
    }
}
