package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.FrameFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads are threads like others: same answers, one load for a key, the bound. On Java 21 and later. */
class VirtualThreadsTest {
    private static final int THREADS = 1_000;
    private static final int KEYS = 100;

    @TempDir
    Path folder;

    private ExecutorService virtualThreads;

    @BeforeEach
    void open() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need Java 21 or later");
        virtualThreads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @Test
    void shouldAnswerAThousandVirtualThreadsRightly() throws Exception {
        Path video = new FrameFolders(folder).frames("video", 20);
        AtomicInteger loads = new AtomicInteger();
        List<Future<String>> answers = new ArrayList<>();
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                        .maxEntries(KEYS)
                        .build();
                FrameDirCache frames = FrameDirCache.create()) {
            for (int i = 0; i < THREADS; i++) {
                String id = "job " + i;
                String key = "key " + i % KEYS;
                answers.add(virtualThreads.submit(() -> {
                    try (JobScope job = frames.openJob(id)) {
                        String loaded = cache.get(key, asked -> {
                            loads.incrementAndGet();
                            Thread.yield();
                            return "value of " + asked;
                        });
                        return loaded + ", " + job.maxFrameIndex(video);
                    }
                }));
            }

            for (int i = 0; i < THREADS; i++) {
                assertEquals("value of key " + i % KEYS + ", 20", answers.get(i).get(60, TimeUnit.SECONDS));
            }
            assertEquals(KEYS, cache.size());
            assertEquals(KEYS, loads.get());
            assertEquals(THREADS, cache.stats().hits() + cache.stats().misses());
            assertEquals(0, frames.size());
            assertEquals(THREADS, frames.stats().misses());
        } finally {
            virtualThreads.shutdownNow();
            assertTrue(virtualThreads.awaitTermination(60, TimeUnit.SECONDS));
        }
    }
}
