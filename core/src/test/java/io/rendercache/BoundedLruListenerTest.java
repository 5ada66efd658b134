package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Who hears of a removal, with what, and what the listener may do. */
class BoundedLruListenerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private record Removal(String key, String value, RemovalCause cause) {}

    private final List<Removal> removals = new ArrayList<>();

    private static BoundedLru<String, String> cache(CacheListener<String, String> listener) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build();
    }

    private BoundedLru<String, String> recordedCache() {
        return cache((key, value, cause) -> removals.add(new Removal(key, value, cause)));
    }

    @Test
    void shouldTellOfEviction() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");
            cache.put("b", "2");
            assertEquals(List.of(), removals);

            cache.put("c", "3");
            cache.get("d", key -> "4");

            assertEquals(
                    List.of(new Removal("a", "1", RemovalCause.EVICTED), new Removal("b", "2", RemovalCause.EVICTED)),
                    removals);
        }
    }

    @Test
    void shouldTellOfRemovalByKey() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");

            cache.remove("a");
            cache.remove("a");

            assertEquals(List.of(new Removal("a", "1", RemovalCause.EXPLICIT)), removals);
        }
    }

    @Test
    void shouldTellOfReplacedValue() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");

            cache.put("a", "2");

            assertEquals(List.of(new Removal("a", "1", RemovalCause.REPLACED)), removals);
        }
    }

    @Test
    void shouldTellOfEachClearedEntry() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");
            cache.put("b", "2");

            cache.clear();

            assertEquals(2, removals.size());
            assertEquals(
                    Set.of(new Removal("a", "1", RemovalCause.CLEARED), new Removal("b", "2", RemovalCause.CLEARED)),
                    new HashSet<>(removals));
        }
    }

    @Test
    void shouldTellOfRemovalThroughMapView() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");
            cache.put("b", "2");

            cache.asMap().remove("a");
            cache.asMap().replace("b", "3");

            assertEquals(
                    List.of(new Removal("a", "1", RemovalCause.EXPLICIT), new Removal("b", "2", RemovalCause.REPLACED)),
                    removals);
        }
    }

    @Test
    void shouldWarnOfListenersFirstExceptionAndNotLetCallerFeelAny() {
        IllegalStateException boom = new IllegalStateException("boom");
        try (LogCapture log = new LogCapture();
                BoundedLru<String, String> cache = cache((key, value, cause) -> {
                    throw boom;
                })) {
            cache.put("a", "1");
            cache.put("b", "2");
            cache.put("c", "3");
            cache.put("d", "4");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> cache.get("e", key -> {
                        cache.remove("d");
                        throw new IllegalArgumentException("the loader's own");
                    }));

            assertNull(cache.get("a"));
            assertEquals("3", cache.get("c"));
            assertEquals(1, cache.size());
            assertEquals(
                    List.of(Level.WARNING, Level.FINE, Level.FINE),
                    log.records().stream().map(LogRecord::getLevel).toList());
            log.records().forEach(each -> assertSame(boom, each.getThrown()));
            String warning = log.records().get(0).getMessage();
            assertTrue(warning.contains("bounded-lru") && warning.contains("onRemoval"), warning);
            assertTrue(warning.contains("debug level"), warning);
        }
    }

    @Test
    void shouldWarnOncePerCache() {
        CacheListener<String, String> listener = (key, value, cause) -> {
            throw new AssertionError(key);
        };
        try (LogCapture log = new LogCapture();
                BoundedLru<String, String> one = cache(listener);
                BoundedLru<String, String> other = cache(listener)) {
            one.put("a", "1");
            one.remove("a");
            other.put("a", "1");
            other.remove("a");

            assertEquals(
                    List.of(Level.WARNING, Level.WARNING),
                    log.records().stream().map(LogRecord::getLevel).toList());
        }
    }

    @Test
    void shouldLetListenerUseTheCache() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        List<String> seen = new ArrayList<>();
        CacheListener<String, String> listener = (key, value, cause) -> {
            BoundedLru<String, String> cache = itself.get();
            seen.add(key + " " + cause + ": " + cache.get(key) + ", size " + cache.size());
            if (cause == RemovalCause.EVICTED && key.equals("a")) {
                cache.remove("b");
                cache.put("again", value);
            }
        };

        Threads.runAll(1, LIMIT, (index, run) -> {
            try (BoundedLru<String, String> cache = cache(listener)) {
                itself.set(cache);
                cache.put("a", "1");
                cache.put("b", "2");
                cache.put("c", "3");

                assertEquals("1", cache.get("again"));
                assertEquals("3", cache.get("c"));
            }
        });

        // What the listener itself has removed it hears of when it has returned.
        assertEquals(List.of("a EVICTED: null, size 2", "b EXPLICIT: null, size 2"), seen);
    }

    /** Both may be arrays, and whoever changes his must not change the other's. */
    @Test
    void shouldGiveListenerAValueOfItsOwn() {
        AtomicReference<byte[]> heard = new AtomicReference<>();
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(2)
                .listener((String key, byte[] value, RemovalCause cause) -> heard.set(value))
                .build()) {
            cache.put("key", new byte[] {1, 2, 3});

            byte[] before = cache.asMap().put("key", new byte[] {4});

            assertNotSame(heard.get(), before);
            assertEquals(3, Objects.requireNonNull(before).length);
        }
    }

    /** What cannot be read is thrown for and not told, and keeps nothing else from being told. */
    @Test
    void shouldGoOnTellingAfterAValueThatCannotBeRead() {
        List<String> told = new ArrayList<>();
        try (BoundedLru<String, Integer> cache = BoundedLru.builder(Codecs.utf8(), new PickyCodec())
                .maxEntries(2)
                .listener((String key, Integer value, RemovalCause cause) -> told.add(value + " " + cause))
                .build()) {
            cache.put("key", PickyCodec.UNREADABLE);

            assertThrows(IllegalStateException.class, () -> cache.put("key", 1));
            cache.remove("key");

            assertEquals(List.of("1 EXPLICIT"), told);
            Notifications.awaitDelivered(cache);
        }
    }

    /** As long as one thread's listener is busy, others go their way, with the same keys too; that thread tells the rest. */
    @Test
    void shouldNotMakeOthersWaitForABusyListener() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        List<String> told = new ArrayList<>();
        CacheListener<String, String> listener = (key, value, cause) -> {
            if (inside.getCount() != 0) {
                inside.countDown();
                await(changed);
            }
            told.add(value + " " + cause);
        };
        try (BoundedLru<String, String> cache = cache(listener)) {
            cache.put("key", "1");

            new Threads()
                    .add("telling", 1, (index, run) -> cache.put("key", "2"))
                    .add("changing", 1, (index, run) -> {
                        await(inside);
                        cache.put("key", "3");
                        cache.remove("key");
                        changed.countDown();
                    })
                    .runToEnd(LIMIT);

            assertEquals(List.of("1 REPLACED", "2 REPLACED", "3 EXPLICIT"), told);
            Notifications.awaitDelivered(cache);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldHoldNoLockWhileListenerRuns() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CacheListener<String, String> listener = (key, value, cause) -> {
            if (cause == RemovalCause.EVICTED) {
                Threads.runAll(2, LIMIT, (index, run) -> {
                    itself.get().get("c");
                    itself.get().remove("other " + index);
                    itself.get().put("b", "from another thread " + index);
                });
            }
        };
        try (BoundedLru<String, String> cache = cache(listener)) {
            itself.set(cache);
            cache.put("a", "1");
            cache.put("b", "2");

            cache.put("c", "3");

            assertEquals("from another thread", cache.get("b").substring(0, 19));
        }
    }
}
