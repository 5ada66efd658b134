package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
    void shouldLogListenersExceptionAndNotLetCallerFeelIt() {
        IllegalStateException boom = new IllegalStateException("boom");
        List<Throwable> logged = new ArrayList<>();
        Logger logger = Logger.getLogger("io.rendercache");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logRecord) {
                logged.add(logRecord.getThrown());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (BoundedLru<String, String> cache = cache((key, value, cause) -> {
            throw boom;
        })) {
            cache.put("a", "1");
            cache.put("b", "2");
            cache.put("c", "3");

            assertNull(cache.get("a"));
            assertEquals("3", cache.get("c"));
            assertEquals(2, cache.size());
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }

        assertEquals(List.of(boom), logged);
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

        assertEquals(List.of("a EVICTED: null, size 2", "b EXPLICIT: null, size 1"), seen);
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
