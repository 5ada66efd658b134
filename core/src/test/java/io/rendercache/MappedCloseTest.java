package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers and readers of a cache that one thread closes and another opens again, all the time.
 *
 * <p>Each value is tagged with the generation of the cache object that it was put through. What is there at an opening
 * from before the last generation must have been there at the opening before: or else somebody has written late.
 */
class MappedCloseTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int WRITERS = 2;
    private static final int KEYS = 20;
    private static final int NUMBERS_A_GENERATION = 1_000_000;
    private static final int WRITES_A_GENERATION = 40;
    private static final long PAUSE_NANOS = 100_000;

    @TempDir
    Path folder;

    private record Generation(int number, BoundedLru<String, byte[]> cache) {}

    private final AtomicIntegerArray intended = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray done = new AtomicIntegerArray(KEYS);
    private final int[] atOpening = new int[KEYS];
    private final AtomicLong writes = new AtomicLong();
    private volatile Generation current = new Generation(0, null);
    private boolean large;

    @Test
    void shouldHaveNothingWrittenAfterTheClosing() {
        closeAndReopen(100, false);
    }

    /**
     * Closes and opens a cache so many times while others write; {@code withLarge} values need the module for those.
     */
    void closeAndReopen(int generations, boolean withLarge) {
        large = withLarge;
        reopen(() -> true);

        new Threads()
                .add("writer", WRITERS, (index, run) -> {
                    while (run.goOn() && current.number <= generations) {
                        write(current, index);
                    }
                })
                .add("reader", 1, (index, run) -> {
                    while (run.goOn() && current.number <= generations) {
                        read(current);
                    }
                })
                .add("closer", 1, (index, run) -> {
                    for (int i = 1; i <= generations; i++) {
                        Generation generation = awaitGeneration(i, run);
                        long before = writes.get();
                        Threads.await(
                                "some writes", LIMIT, () -> writes.get() > before + WRITES_A_GENERATION || !run.goOn());
                        generation.cache.close();
                    }
                })
                .add("opener", 1, (index, run) -> {
                    for (int i = 1; i <= generations; i++) {
                        reopen(run);
                    }
                })
                .runToEnd(LIMIT);

        current.cache.close();
    }

    private Generation awaitGeneration(int number, Threads.Run run) {
        Threads.await("generation " + number, LIMIT, () -> current.number == number || !run.goOn());
        return current;
    }

    private void write(Generation generation, int writer) {
        int key = (int) (System.nanoTime() % (KEYS / WRITERS)) * WRITERS + writer;
        // Higher than any of this key's before, also where two generations' writes get in each other's way.
        int number = Math.max(intended.get(key), generation.number * NUMBERS_A_GENERATION) + 1;
        if (number / NUMBERS_A_GENERATION != generation.number) {
            return;
        }
        intended.set(key, number);
        try {
            generation.cache.put(key(key), SelfVerifying.bytes(key(key), number, maxBytes()));
            done.set(key, number);
            writes.incrementAndGet();
        } catch (IllegalStateException e) {
            assertTrue(generation.cache.isClosed(), () -> "generation " + generation.number + ": " + e);
        }
    }

    private void read(Generation generation) {
        int key = (int) (System.nanoTime() % KEYS);
        try {
            byte[] value = generation.cache.get(key(key));
            if (value != null) {
                SelfVerifying.check(key(key), value, maxBytes());
            }
        } catch (IllegalStateException e) {
            assertTrue(generation.cache.isClosed(), () -> "generation " + generation.number + ": " + e);
        }
    }

    /** Opens the file as soon as it is free, and checks it before anybody else has it. */
    private void reopen(Threads.Run run) {
        int last = current.number;
        BoundedLru<String, byte[]> cache = open(run);
        cache.engine().validate();
        for (int key = 0; key < KEYS; key++) {
            int least = done.get(key);
            byte[] value = cache.get(key(key));
            int number = 0;
            if (value != null) {
                SelfVerifying.check(key(key), value, maxBytes());
                number = ByteBuffer.wrap(value).getInt(Long.BYTES);
            }
            int found = number;
            int before = atOpening[key];
            assertTrue(
                    least <= found && found <= intended.get(key),
                    () -> "generation " + last + " left " + found + ", at least " + least + " was done");
            assertTrue(
                    found == before || found / NUMBERS_A_GENERATION == last,
                    () -> "generation " + last + " began with " + before + " and left " + found + ", written late");
            atOpening[key] = number;
        }
        assertTrue(cache.stats().discarded() == 0, () -> "generation " + last + ": " + cache.stats());
        current = new Generation(last + 1, cache);
    }

    private BoundedLru<String, byte[]> open(Threads.Run run) {
        BoundedLru.Builder<String, byte[]> builder = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(KEYS + 12)
                .maxValueBytes(maxBytes())
                .mappedTo(folder.resolve("cache"));
        if (large) {
            builder.inlineValueBytes(32).maxBytes(16 << 20);
        }
        while (true) {
            try {
                return builder.build();
            } catch (CacheFileInUseException e) {
                if (!run.goOn()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private int maxBytes() {
        return large ? 60_000 : 200;
    }

    private static String key(int number) {
        return "key-" + number;
    }
}
