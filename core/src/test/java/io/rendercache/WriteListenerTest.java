package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a write has done whatever its listener does meanwhile. */
class WriteListenerTest {
    /** A slow listener must not delay the invalidation of a load that a write has overtaken. */
    @Test
    void shouldInvalidateLoadThoughListenerIsSlow() throws InterruptedException {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch load = new CountDownLatch(1);
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch tell = new CountDownLatch(1);
        CacheListener<String, String> listener = (key, value, cause) -> {
            if (key.equals("first")) {
                telling.countDown();
                Threads.await(tell);
            }
        };
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(1)
                .listener(listener)
                .build()) {
            cache.put("first", "1");
            Thread loader = started(() -> cache.get("key", key -> {
                loading.countDown();
                Threads.await(load);
                return "old";
            }));
            Threads.await(loading);
            cache.put("key", "new");
            Threads.await(telling);
            assertEquals("new", cache.get("key"));
            cache.put("third", "3");

            load.countDown();
            loader.join();
            String found = cache.get("key");
            tell.countDown();

            assertNull(found, "an answer from before the write");
        }
    }

    private static Thread started(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
