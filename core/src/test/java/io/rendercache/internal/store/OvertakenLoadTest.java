package io.rendercache.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A load that was overtaken by a write is not cached, also if the written entry has left before the writing thread
 * returns. In all tests the writing thread is held where it decodes what it has evicted, after its write was published.
 */
class OvertakenLoadTest {
    private static final String EVICTED_FIRST = "evicted first";
    private static final int UNREADABLE = -13;

    private final CountDownLatch decoding = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
    private final LruStore<String, Integer> store = new LruStore<>(new StoreConfig<>(
            "test",
            Codecs.utf8(),
            new PickyValues(),
            SizeLimits.of(2, 64, 0, Integer.BYTES, 0),
            1,
            null,
            false,
            null,
            (key, reason) -> {
                if (key.equals(EVICTED_FIRST)) {
                    decoding.countDown();
                    Threads.await(goOn);
                }
            },
            null,
            ""));

    @AfterEach
    void close() throws InterruptedException {
        goOn.countDown();
        Thread last = writer.get();
        if (last != null) {
            last.join();
        }
        store.close();
    }

    @Test
    void shouldNotCacheLoadOvertakenByPutWhoseEntryIsEvictedBeforeItReturns() {
        fill();

        Integer loaded = store.get("k", key -> {
            writeInBackground(() -> store.put("k", 2));
            evictAll();
            assertFalse(store.containsKey("k"));
            return 1;
        });

        assertEquals(1, loaded);
        assertNull(store.get("k"));
    }

    @Test
    void shouldNotCacheLoadOvertakenByPutIfAbsentWhoseEntryIsEvictedBeforeItReturns() {
        fill();

        Integer loaded = store.get("k", key -> {
            writeInBackground(() -> store.asMap().putIfAbsent("k", 2));
            evictAll();
            return 1;
        });

        assertEquals(1, loaded);
        assertNull(store.get("k"));
    }

    @Test
    void shouldNotCacheLoadOvertakenByPutThatCannotDecodeTheReplacedValue() {
        fill();

        Integer loaded = store.get("k", key -> {
            writeInBackground(() -> store.put("k", UNREADABLE));
            assertThrows(IllegalStateException.class, () -> store.asMap().put("k", 3));
            assertEquals(3, store.get("k"));
            evictAll();
            return 1;
        });

        assertEquals(1, loaded);
        assertNull(store.get("k"));
    }

    @Test
    void shouldLoadAnewAfterAWriteOvertookTheLoad() {
        fill();

        Integer loaded = store.get("k", key -> {
            writeInBackground(() -> store.put("k", 2));
            evictAll();
            assertEquals(4, store.get("k", again -> 4));
            return 1;
        });

        assertEquals(1, loaded);
        assertEquals(4, store.get("k"));
    }

    @Test
    void shouldCacheLoadWhenAWriteOfAnotherKeyCameInBetween() {
        assertEquals(1, store.get("k", key -> {
            store.put("other", 2);
            return 1;
        }));

        assertEquals(1, store.get("k"));
    }

    private void fill() {
        store.put(EVICTED_FIRST, 0);
        store.put("b", 0);
    }

    /** Runs a write in a thread of its own, to where it decodes what it has evicted. */
    private void writeInBackground(Runnable write) {
        Thread thread = new Thread(write, "writer");
        writer.set(thread);
        thread.start();
        Threads.await(decoding);
    }

    private void evictAll() {
        store.put("c", 0);
        store.put("d", 0);
    }

    private static final class PickyValues implements Codec<Integer> {
        @Override
        public int encodedLength(Integer value) {
            return Integer.BYTES;
        }

        @Override
        public void encode(Integer value, byte[] target, int offset) {
            ByteBuffer.wrap(target).putInt(offset, value);
        }

        @Override
        public Integer decode(byte[] source, int offset, int length) {
            int value = ByteBuffer.wrap(source).getInt(offset);
            if (value == UNREADABLE) {
                throw new IllegalStateException("cannot read " + value);
            }
            return value;
        }
    }
}
