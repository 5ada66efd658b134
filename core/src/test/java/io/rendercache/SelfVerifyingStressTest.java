package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.FrameFolders;
import io.rendercache.testing.Keys;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers, writers, removers, clearers and job closers against each other: every value read is a right one. */
class SelfVerifyingStressTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_VALUE = 300;

    @TempDir
    Path root;

    /** What one thread does with one key. */
    private interface Operation {
        void on(String key, Random random);
    }

    private static Threads.Body repeat(long seed, List<String> keys, Operation operation) {
        return (index, run) -> {
            Random random = new Random(seed ^ Thread.currentThread().getName().hashCode());
            try {
                while (run.goOn()) {
                    operation.on(keys.get(random.nextInt(keys.size())), random);
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void shouldReadOnlyRightValues(int capacity) {
        long seed = System.nanoTime();
        List<String> keys = new ArrayList<>(Keys.paths(capacity * 2));
        keys.addAll(Keys.colliding(capacity)); // neighbours in the index
        keys.addAll(Keys.nonAscii());
        AtomicLong heard = new AtomicLong();
        AtomicLong found = new AtomicLong();
        CacheListener<String, byte[]> listener = (key, value, cause) -> {
            SelfVerifying.check(key, value, MAX_VALUE);
            heard.incrementAndGet();
        };
        List<Throwable> uncaught = new ArrayList<>();
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(capacity)
                .maxValueBytes(MAX_VALUE)
                .listener((key, value, cause) -> {
                    try {
                        listener.onRemoval(key, value, cause);
                    } catch (AssertionError e) {
                        synchronized (uncaught) {
                            uncaught.add(e);
                        }
                    }
                })
                .build()) {
            new Threads()
                    .add("reading", 3, repeat(seed, keys, (key, random) -> {
                        byte[] value = cache.get(Keys.copyOf(key));
                        if (value != null) {
                            SelfVerifying.check(key, value, MAX_VALUE);
                            found.incrementAndGet();
                        }
                    }))
                    .add("loading", 1, repeat(seed, keys, (key, random) -> {
                        byte[] value = cache.get(key, asked -> SelfVerifying.bytes(asked, random.nextInt(), MAX_VALUE));
                        SelfVerifying.check(key, value, MAX_VALUE);
                    }))
                    .add("writing", 2, repeat(seed, keys, (key, random) -> {
                        cache.put(key, SelfVerifying.bytes(key, random.nextInt(), MAX_VALUE));
                    }))
                    .add("removing", 1, repeat(seed, keys, (key, random) -> {
                        cache.remove(key);
                        cache.containsKey(key);
                    }))
                    .add("clearing", 1, repeat(seed, keys, (key, random) -> {
                        if (random.nextInt(100) == 0) {
                            cache.clear();
                        }
                        cache.asMap().forEach((seen, value) -> SelfVerifying.check(seen, value, MAX_VALUE));
                    }))
                    .runFor(TIME, LIMIT);

            assertTrue(found.get() > 0, "seed " + seed + ": no reader found anything");
            cache.engine().validate();
            Notifications.awaitDelivered(cache);
            assertEquals(List.of(), uncaught, "seed " + seed);
            CacheStats stats = cache.stats();
            long left = stats.evictions() + stats.replaced() + stats.removedExplicitly() + stats.cleared();
            assertEquals(left, heard.get(), "seed " + seed + ": " + stats);
            assertEquals(stats.puts() - left, cache.size(), "seed " + seed + ": " + stats);
            cache.clear();
            assertEquals(0, cache.size(), "seed " + seed);
        }
    }

    @Test
    void shouldNeverMissAKeyThatIsOnlyOverwritten() {
        long seed = System.nanoTime();
        List<String> keys = Keys.paths(3);
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(100)
                .maxValueBytes(MAX_VALUE)
                .build()) {
            keys.forEach(key -> cache.put(key, SelfVerifying.bytes(key, 0, MAX_VALUE)));
            new Threads()
                    .add("reading", 2, repeat(seed, keys, (key, random) -> {
                        assertTrue(cache.containsKey(key));
                        SelfVerifying.check(key, Objects.requireNonNull(cache.get(key)), MAX_VALUE);
                    }))
                    .add("overwriting", 3, repeat(seed, keys, (key, random) -> {
                        cache.put(key, SelfVerifying.bytes(key, random.nextInt(), MAX_VALUE));
                        assertFalse(cache.asMap().putIfAbsent(key, new byte[] {1}) == null);
                    }))
                    .runFor(TIME, LIMIT);

            assertEquals(keys.size(), cache.size(), "seed " + seed);
            cache.engine().validate();
        }
    }

    @Test
    void shouldReadOnlyRightTextAndNumbers() {
        long seed = System.nanoTime();
        List<String> keys = Keys.paths(60);
        try (BoundedLru<String, String> texts = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                        .maxEntries(40)
                        .maxValueBytes(3 * MAX_VALUE)
                        .build();
                BoundedLru<String, Long> numbers = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                        .maxEntries(40)
                        .build()) {
            new Threads()
                    .add("reading", 3, repeat(seed, keys, (key, random) -> {
                        String text = texts.get(key);
                        if (text != null) {
                            SelfVerifying.check(key, text, MAX_VALUE);
                        }
                        Long number = numbers.get(key);
                        if (number != null) {
                            SelfVerifying.check(key, number);
                        }
                    }))
                    .add("writing", 3, repeat(seed, keys, (key, random) -> {
                        texts.put(key, SelfVerifying.text(key, random.nextInt(1_000_000), MAX_VALUE));
                        numbers.put(key, SelfVerifying.number(key, random.nextInt()));
                    }))
                    .runFor(TIME, LIMIT);
        }
    }

    @Test
    void shouldAnswerRightlyWhileJobsComeAndGo() {
        long seed = System.nanoTime();
        int directoryCount = 24;
        FrameFolders folders = new FrameFolders(root);
        List<String> directories = new ArrayList<>();
        for (int i = 0; i < directoryCount; i++) {
            directories.add(folders.frames("video-" + i, i).toString());
        }
        AtomicLong asked = new AtomicLong();
        try (FrameDirCache cache = FrameDirCache.builder().maxEntries(40).build()) {
            new Threads()
                    .add("working", 5, repeat(seed, directories, (ignored, random) -> {
                        try (JobScope job = cache.openJob("job-" + random.nextInt(4))) { // often one that is open
                            for (int i = 0; i < 30; i++) {
                                int number = random.nextInt(directoryCount);
                                String directory = directories.get(number);
                                assertEquals(number, job.maxFrameIndex(Keys.copyOf(directory)));
                                FrameDir prepared = job.frameDir(directory);
                                assertEquals(number, prepared.maxFrameIndex());
                                assertEquals(number, prepared.maxFrameIndex());
                                asked.addAndGet(3);
                                if (random.nextInt(10) == 0) {
                                    job.clear(directory);
                                }
                            }
                        }
                    }))
                    .add("clearing", 1, repeat(seed, directories, (ignored, random) -> {
                        cache.clearJob("job-" + random.nextInt(4));
                        long size = cache.size();
                        assertTrue(size <= 40, () -> "size " + size);
                        cache.entriesByJob().values().forEach(entries -> assertTrue(entries >= 0 && entries <= 40));
                    }))
                    .runFor(TIME, LIMIT);

            cache.engine().validate();
            CacheStats stats = cache.stats();
            assertEquals(0, cache.size(), "seed " + seed + ": " + stats);
            assertEquals(Map.of(), cache.entriesByJob(), "seed " + seed);
            assertEquals(asked.get(), stats.hits() + stats.misses(), "seed " + seed);
            assertEquals(
                    stats.puts(),
                    stats.evictions() + stats.removedExplicitly() + stats.jobClosed() + stats.replaced(),
                    "seed " + seed + ": " + stats);
        }
    }
}
