package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A listener is told nothing while the thread that tells is inside a load, however much that load causes. */
class LoadTurnListenerTest {
    /** Enough for any lane to be overfull. */
    private static final int MANY = 2 * 1_024;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private static BoundedLru.Builder<String, String> cache(int maxEntries) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(maxEntries)
                .stripes(1);
    }

    /** Else a listener that waits for a thread that asks for the key being loaded would wait for ever. */
    @Test
    void shouldNotTellWithinALoadHoweverMuchItCauses() {
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        AtomicReference<Thread> asking = new AtomicReference<>();
        AtomicBoolean answered = new AtomicBoolean(true);
        CacheListener<String, String> listener = (key, value, cause) -> {
            if (asking.get() == null) {
                Thread other = new Thread(() -> itself.get().get("loaded", asked -> "not the first"));
                other.setDaemon(true);
                asking.set(other);
                other.start();
                answered.set(joined(other));
            }
        };
        try (BoundedLru<String, String> cache = cache(16).listener(listener).build()) {
            itself.set(cache);

            cache.get("loaded", key -> {
                for (int i = 0; i < MANY; i++) {
                    cache.put("other", "value");
                    cache.remove("other");
                }
                return "first";
            });

            assertNotNull(asking.get());
            assertTrue(answered.get(), "the listener waited for a thread that waited for the load");
        }
    }

    @Test
    void shouldTellOfFailureWhenLoadHasEndedAlsoWhereMuchWaits() {
        String neighbour = Stream.iterate(0, i -> i + 1)
                .map(i -> "neighbour " + i)
                .filter(name -> lane(name) == lane("key"))
                .findFirst()
                .orElseThrow();
        AtomicReference<BoundedLru<String, String>> itself = new AtomicReference<>();
        CacheListener<String, String> listener = new CacheListener<>() {
            @Override
            public void onRemoval(String key, String value, RemovalCause cause) {
                // Only what fails is asked for.
            }

            @Override
            public void onLoadFailure(String key, Throwable failure) {
                told.add(key + " again: " + itself.get().get(key, asked -> "second"));
            }
        };
        try (LogCapture log = new LogCapture();
                BoundedLru<String, String> cache = cache(16).listener(listener).build()) {
            itself.set(cache);

            assertThrows(
                    IllegalArgumentException.class,
                    () -> cache.get("key", key -> {
                        // As many as may wait, so that the failure is one too many. To write the key itself would end
                        // its load.
                        for (int i = 0; i < 1_024; i++) {
                            cache.put(neighbour, "value");
                            cache.remove(neighbour);
                        }
                        throw new IllegalArgumentException("on purpose");
                    }));

            assertEquals(List.of("key again: second"), told);
            assertEquals(List.of(), log.records());
        }
    }

    /** Returns which lane a key's notices stand in. */
    private static int lane(String key) {
        int order = Arrays.hashCode(key.getBytes(StandardCharsets.UTF_8));
        return (order ^ order >>> 16 ^ order >>> 8) & 64 - 1;
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
