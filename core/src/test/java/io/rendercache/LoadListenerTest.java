package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A listener never runs inside a load, however much that load causes, and so may ask for any key. */
class LoadListenerTest {
    /** Enough to fill any backlog, with values of this size. */
    private static final int MANY = 2 * 1_024;

    private static final String VALUE = "v".repeat(4_000);

    private static BoundedLru<String, String> cache(CacheListener<String, String> listener) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(16)
                .maxValueBytes(VALUE.length())
                .stripes(1)
                .listener(listener)
                .build();
    }

    /** Else a listener that waits for a thread that asks for the key being loaded would wait for ever. */
    @Test
    void shouldNotCallListenerWithinALoadHoweverMuchItCauses() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        AtomicReference<Thread> asking = new AtomicReference<>();
        AtomicBoolean answered = new AtomicBoolean();
        RecordingListener<String, String> listener = new RecordingListener<>(call -> {
            if (asking.get() == null) {
                Thread other = new Thread(() -> itself.get().get("loaded", asked -> "not the first"));
                other.setDaemon(true);
                asking.set(other);
                other.start();
                answered.set(joined(other));
            }
        });
        try (BoundedLru<String, String> cache = cache(listener)) {
            itself.set(cache);

            cache.get("loaded", key -> {
                for (int i = 0; i < MANY; i++) {
                    cache.put("other", "value");
                    cache.remove("other");
                }
                return "first";
            });
            Notifications.awaitDelivered(cache);

            assertNotNull(asking.get());
            assertTrue(answered.get(), "the listener waited for a thread that waited for the load");
            assertEquals(MANY, listener.calls().size());
            assertFalse(listener.threads().contains(Thread.currentThread()));
        }
    }

    /** A load waits at most for room, as any write, also where the listener waits for the load's key. */
    @Test
    void shouldNotifyOfFailureWhereTheBacklogIsFull() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CountDownLatch failing = new CountDownLatch(1);
        RecordingListener<String, String> listener = new RecordingListener<>() {
            @Override
            public void onRemoval(String key, String value, RemovalCause cause) {
                Threads.await(failing);
            }

            @Override
            public void onLoadFailure(String key, Throwable failure) {
                super.onLoadFailure(key, failure);
                note(key + " again: " + itself.get().get(key, asked -> "second"));
            }
        };
        try (LogCapture log = new LogCapture();
                BoundedLru<String, String> cache = cache(listener)) {
            itself.set(cache);

            assertThrows(
                    IllegalArgumentException.class,
                    () -> cache.get("key", key -> {
                        // To write the key itself would end its load.
                        for (int i = 0; i < 260; i++) {
                            cache.put("other", VALUE);
                        }
                        failing.countDown();
                        throw new IllegalArgumentException("on purpose");
                    }));
            Notifications.awaitDelivered(cache);

            assertEquals(List.of("key failed", "key again: second"), listener.calls());
            assertEquals(List.of(), log.records());
        }
    }

    private static boolean joined(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return !thread.isAlive();
    }
}
