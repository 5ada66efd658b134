package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Which removals a listener is notified of, with what, in which thread, and what it may do. */
class BoundedLruListenerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final RecordingListener<String, String> removals = new RecordingListener<>();

    private static BoundedLru<String, String> cache(CacheListener<String, String> listener) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build();
    }

    private List<String> delivered(BoundedLru<String, String> cache) {
        Notifications.awaitDelivered(cache);
        return removals.calls();
    }

    private BoundedLru<String, String> recordedCache() {
        return cache(removals);
    }

    @Test
    void shouldNotifyOfEviction() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");
            cache.put("b", "2");
            assertEquals(List.of(), delivered(cache));

            cache.put("c", "3");
            cache.get("d", key -> "4");

            assertEquals(List.of("a 1 EVICTED", "b 2 EVICTED"), delivered(cache));
        }
    }

    @Test
    void shouldNotifyOfRemovalByKey() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");

            cache.remove("a");
            cache.remove("a");

            assertEquals(List.of("a 1 EXPLICIT"), delivered(cache));
        }
    }

    @Test
    void shouldNotifyOfReplacedValue() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");

            cache.put("a", "2");

            assertEquals(List.of("a 1 REPLACED"), delivered(cache));
        }
    }

    @Test
    void shouldNotifyOfEachClearedEntry() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");
            cache.put("b", "2");

            cache.clear();

            assertEquals(2, delivered(cache).size());
            assertEquals(Set.of("a 1 CLEARED", "b 2 CLEARED"), Set.copyOf(delivered(cache)));
        }
    }

    @Test
    void shouldNotifyOfRemovalThroughMapView() {
        try (BoundedLru<String, String> cache = recordedCache()) {
            cache.put("a", "1");
            cache.put("b", "2");

            cache.asMap().remove("a");
            cache.asMap().replace("b", "3");

            assertEquals(List.of("a 1 EXPLICIT", "b 2 REPLACED"), delivered(cache));
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
            Notifications.awaitDelivered(cache);
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
            one.put("b", "2");
            one.remove("b");
            Notifications.awaitDelivered(one);
            Notifications.awaitDelivered(other);

            List<Level> levels = log.records().stream()
                    .map(LogRecord::getLevel)
                    .sorted(Comparator.comparing(Level::intValue))
                    .toList();
            assertEquals(List.of(Level.FINE, Level.WARNING, Level.WARNING), levels);
        }
    }

    @Test
    void shouldLetListenerUseTheCache() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CountDownLatch changed = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        CacheListener<String, String> listener = (key, value, cause) -> {
            Threads.await(changed);
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
                changed.countDown();
                Notifications.awaitDelivered(cache);

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
            Notifications.awaitDelivered(cache);

            assertNotSame(heard.get(), before);
            assertEquals(3, Objects.requireNonNull(before).length);
        }
    }

    /** The failure is the notification's, not the operation's, and keeps no other from being delivered. */
    @Test
    void shouldLogValueThatCannotBeReadAndFailNobodysOperation() {
        RecordingListener<String, Integer> told = new RecordingListener<>();
        try (LogCapture log = new LogCapture();
                BoundedLru<String, Integer> cache = BoundedLru.builder(Codecs.utf8(), new PickyCodec())
                        .maxEntries(2)
                        .stripes(1)
                        .listener(told)
                        .build()) {
            cache.put("key", PickyCodec.UNREADABLE);
            cache.put("key", 1);
            cache.put("evicted", PickyCodec.UNREADABLE);
            cache.get("key");
            cache.put("evicts", 2);
            cache.remove("key");
            Notifications.awaitDelivered(cache);

            assertEquals(List.of("key 1 EXPLICIT"), told.calls());
            assertEquals(2, cache.get("evicts"));
            assertEquals(
                    List.of(Level.WARNING, Level.FINE),
                    log.records().stream().map(LogRecord::getLevel).toList());
            assertEquals("cannot read -13", log.records().get(0).getThrown().getMessage());
        }
    }

    /** While the listener is busy others go their way, with the same keys too. */
    @Test
    void shouldNotMakeOthersWaitForABusyListener() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        RecordingListener<String, String> listener = new RecordingListener<>(call -> {
            inside.countDown();
            Threads.await(changed);
        });
        try (BoundedLru<String, String> cache = cache(listener)) {
            cache.put("key", "1");

            new Threads()
                    .add("causing", 1, (index, run) -> cache.put("key", "2"))
                    .add("changing", 1, (index, run) -> {
                        Threads.await(inside);
                        cache.put("key", "3");
                        cache.remove("key");
                        changed.countDown();
                    })
                    .runToEnd(LIMIT);

            Notifications.awaitDelivered(cache);
            assertEquals(List.of("key 1 REPLACED", "key 2 REPLACED", "key 3 EXPLICIT"), listener.calls());
        }
    }

    @Test
    void shouldHoldNoLockWhileListenerRuns() {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CacheListener<String, String> listener = (key, value, cause) -> {
            if (cause == RemovalCause.EVICTED) {
                Threads.runAll(2, LIMIT, (index, run) -> {
                    itself.get().get("c");
                    itself.get().remove("other " + index);
                    itself.get().put("b", "from another thread " + index);
                });
                ended.set(true);
            }
        };
        try (BoundedLru<String, String> cache = cache(listener)) {
            itself.set(cache);
            cache.put("a", "1");
            cache.put("b", "2");

            cache.put("c", "3");
            Notifications.awaitDelivered(cache);

            assertTrue(ended.get());
            assertEquals("from another thread", cache.get("b").substring(0, 19));
        }
    }

    @Test
    void shouldCallListenerInNoThreadThatUsesTheCache() {
        List<Thread> using = new CopyOnWriteArrayList<>();
        try (BoundedLru<String, String> cache = recordedCache()) {
            Threads.runAll(3, LIMIT, (index, run) -> {
                using.add(Thread.currentThread());
                for (int i = 0; i < 1_000; i++) {
                    cache.put("key " + i, "value");
                    cache.get("loaded " + i, key -> "value");
                }
                cache.clear();
            });

            assertTrue(delivered(cache).size() > 3_000);
            removals.threads().forEach(each -> assertFalse(using.contains(each), each::toString));
        }
    }

    /** Writers of its own cache are slowed, at most 100 ms an operation; readers and the other cache are not. */
    @Test
    void shouldSlowOnlyWritersOfTheCacheWhoseListenerBlocks() {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        RecordingListener<String, byte[]> blocking = new RecordingListener<>(call -> {
            inside.countDown();
            Threads.await(released);
        });
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                        .maxEntries(4)
                        .maxValueBytes(1 << 16)
                        .listener(blocking)
                        .build();
                BoundedLru<String, String> other = recordedCache()) {
            cache.put("key", new byte[1 << 16]);
            cache.put("key", new byte[1 << 16]);
            Threads.await(inside);
            int written = 1;
            // 64 of them are the bound.
            for (int i = 0; i < 64; i++) {
                cache.put("key", new byte[1 << 16]);
                written++;
            }
            long slowed = nanos(() -> cache.put("key", new byte[1]));
            long read = nanos(() -> {
                for (int i = 0; i < 200; i++) {
                    cache.get("key");
                    cache.containsKey("absent");
                }
            });
            other.put("a", "1");
            other.remove("a");
            List<String> ofOther = delivered(other);
            released.countDown();
            Notifications.awaitDelivered(cache);

            assertTrue(slowed >= TimeUnit.MILLISECONDS.toNanos(99), slowed + " ns");
            assertTrue(slowed < TimeUnit.SECONDS.toNanos(5), slowed + " ns");
            // With 100 ms each it would be 20 s at least.
            assertTrue(read < TimeUnit.SECONDS.toNanos(5), read + " ns");
            assertEquals(List.of("a 1 EXPLICIT"), ofOther);
            assertEquals(written + 1, blocking.calls().size());
        } finally {
            released.countDown();
        }
    }

    private static long nanos(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return System.nanoTime() - start;
    }

    @Test
    void shouldDeliverTheRestBeforeCloseReturns() {
        BoundedLru<String, String> cache = recordedCache();
        for (int i = 0; i < 5_000; i++) {
            cache.put("key", "value " + i);
        }

        cache.close();

        assertEquals(4_999, removals.calls().size());
        assertEquals("key value 4998 REPLACED", removals.calls().get(4_998));
    }

    @Test
    void shouldLetListenerCloseTheCache() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CountDownLatch changed = new CountDownLatch(1);
        RecordingListener<String, String> listener = new RecordingListener<>(call -> {
            Threads.await(changed);
            itself.get().close();
        });
        try (LogCapture log = new LogCapture()) {
            BoundedLru<String, String> cache = cache(listener);
            itself.set(cache);
            cache.put("a", "1");
            cache.remove("a");
            cache.put("b", "2");
            cache.remove("b");
            changed.countDown();

            cache.close();

            assertTrue(cache.isClosed());
            assertEquals(List.of("a 1 EXPLICIT", "b 2 EXPLICIT"), listener.calls());
            assertEquals(List.of(), log.records());
        }
    }

    @Test
    void shouldLetListenerUseAnotherCacheWithAListener() {
        CacheListener<String, String> listener = (key, value, cause) -> {
            try (BoundedLru<String, String> other = recordedCache()) {
                other.put(key, value);
                other.remove(key);
                Notifications.awaitDelivered(other);
            }
        };
        try (BoundedLru<String, String> cache = cache(listener)) {
            cache.put("a", "1");
            cache.remove("a");
            Notifications.awaitDelivered(cache);

            assertEquals(List.of("a 1 EXPLICIT"), removals.calls());
        }
    }
}
