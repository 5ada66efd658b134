package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Failed;
import io.rendercache.CurationStatus.Running;
import io.rendercache.CurationStatus.Unknown;
import io.rendercache.testing.Threads;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Results, bytes and records are bounded, and neither takes room from the other. */
class CurationResultCacheBoundsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldEvictOldestResultByCount() {
        try (CurationResultCache cache = CurationResultCache.create()) {
            for (int job = 0; job < 64; job++) {
                cache.completed("job-" + job, GeneratedBytes.bytes(job, 100));
            }
            assertEquals(64, cache.size());
            assertEquals(new Completed(GeneratedBytes.bytes(0, 100)), cache.poll("job-0"));

            cache.completed("job-64", GeneratedBytes.bytes(64, 100));

            assertEquals(64, cache.size());
            assertEquals(new Evicted(), cache.poll("job-1"));
            assertEquals(new Completed(GeneratedBytes.bytes(0, 100)), cache.poll("job-0"));
            for (int job = 2; job <= 64; job++) {
                assertEquals(new Completed(GeneratedBytes.bytes(job, 100)), cache.poll("job-" + job));
            }
        }
    }

    @Test
    void shouldEvictAsManyOldestAsBytesNeed() {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            for (int job = 0; job < 10; job++) {
                cache.completed("job-" + job, new byte[100_000]);
            }

            cache.completed("large", new byte[250_000]);

            for (int job = 0; job < 10; job++) {
                assertEquals(
                        job < 3 ? new Evicted() : new Completed(new byte[100_000]), cache.poll("job-" + job), "" + job);
            }
            assertEquals(8, cache.size());
            assertEquals(7 * 100_005 + 250_005, cache.stats().heldBytes());
        }
    }

    @Test
    void shouldRefuseResultLargerThanBudget() {
        for (int maxBytes : new int[] {100, 4_096, 100_000}) {
            try (CurationResultCache cache = builder(maxBytes).build()) {
                cache.completed("a", new byte[30]);
                cache.completed("b", new byte[30]);
                cache.started("large");

                IllegalArgumentException refused = assertThrows(
                        IllegalArgumentException.class, () -> cache.completed("large", new byte[maxBytes - 4]));

                assertEquals(
                        "cache results: the entry takes " + (maxBytes + 1) + " bytes, more than maxBytes " + maxBytes
                                + "; raise it when building the cache",
                        refused.getMessage());
                assertEquals(new Running(), cache.poll("large"));
                assertEquals(new Completed(new byte[30]), cache.poll("a"));
                assertEquals(new Completed(new byte[30]), cache.poll("b"));
                assertEquals(62, cache.stats().heldBytes());
                cache.completed("large", new byte[maxBytes - 5]);
                assertEquals(new Completed(new byte[maxBytes - 5]), cache.poll("large"));
                assertEquals(new Evicted(), cache.poll("a"));
            }
        }
    }

    @Test
    void shouldRefuseStreamLargerThanBudget() {
        for (int maxBytes : new int[] {100, 4_096, 5_000, 100_000}) {
            for (int tooMany : new int[] {1, 5_000, 1_000_000}) {
                try (CurationResultCache cache = builder(maxBytes).build()) {
                    cache.started("large");
                    int length = maxBytes - 5 + tooMany;

                    IllegalArgumentException refused = assertThrows(
                            IllegalArgumentException.class,
                            () -> cache.completed("large", new ByteArrayInputStream(new byte[length])));

                    assertTrue(
                            refused.getMessage()
                                    .endsWith("more than maxBytes " + maxBytes + "; raise it when building the cache"),
                            refused.getMessage());
                    assertEquals(new Running(), cache.poll("large"));
                    assertEquals(0, cache.stats().heldBytes());
                }
            }
        }
    }

    @Test
    void shouldNotEvictRunningJobForResults() {
        try (CurationResultCache cache =
                builder(10_000).maxResults(4).maxRemembered(4).build()) {
            cache.started("long");

            for (int job = 0; job < 1_000; job++) {
                cache.completed("job-" + job, new byte[1_000]);
                cache.failed("failed-" + job, "error");
            }

            assertEquals(new Running(), cache.poll("long"));
        }
    }

    @Test
    void shouldEvictOldestRunningJobBeyondTheirNumber() {
        try (CurationResultCache cache = builder(10_000).maxRunning(8).build()) {
            for (int job = 0; job < 9; job++) {
                cache.started("job-" + job);
            }

            assertEquals(8, cache.running());
            assertEquals(new Evicted(), cache.poll("job-0"));
            for (int job = 1; job < 9; job++) {
                assertEquals(new Running(), cache.poll("job-" + job));
            }
            cache.completed("job-0", new byte[1]);
            assertEquals(new Completed(new byte[1]), cache.poll("job-0"));
        }
    }

    @Test
    void shouldRememberSoManyEvictedAndFailed() {
        try (CurationResultCache cache =
                builder(10_000).maxResults(1).maxRemembered(8).build()) {
            for (int job = 0; job < 10; job++) {
                cache.completed("job-" + job, new byte[10]);
            }

            assertEquals(new Unknown(), cache.poll("job-0"));
            for (int job = 1; job < 9; job++) {
                assertEquals(new Evicted(), cache.poll("job-" + job));
            }
            assertEquals(new Completed(new byte[10]), cache.poll("job-9"));

            for (int job = 0; job < 8; job++) {
                cache.failed("failed-" + job, "error " + job);
            }
            for (int job = 0; job < 9; job++) {
                assertEquals(new Unknown(), cache.poll("job-" + job));
            }
            for (int job = 0; job < 8; job++) {
                assertEquals(new Failed("error " + job), cache.poll("failed-" + job));
            }
        }
    }

    @Test
    void shouldHoldNoMoreThanMaxBytesAtAnyInstant() {
        long seed = System.nanoTime();
        int maxBytes = 1 << 20;
        int jobs = 200;
        try (CurationResultCache cache = builder(maxBytes).maxResults(20).build()) {
            new Threads()
                    .add("worker", 4, (index, run) -> {
                        Random random = new Random(seed + index);
                        for (int i = 0; i < 1_000 && run.goOn(); i++) {
                            String job = "job-" + random.nextInt(jobs);
                            int size = random.nextBoolean() ? random.nextInt(4_200) : random.nextInt(300_000);
                            if (random.nextInt(4) == 0) {
                                cache.completed(job, GeneratedBytes.stream(size, size));
                            } else {
                                cache.completed(job, new byte[size]);
                            }
                            assertWithin(cache, maxBytes, seed);
                        }
                    })
                    .add("sampler", 1, (index, run) -> {
                        for (int i = 0; i < 100_000 && run.goOn(); i++) {
                            assertWithin(cache, maxBytes, seed);
                        }
                    })
                    .runToEnd(LIMIT);

            long bytes = 0;
            long found = 0;
            for (int job = 0; job < jobs; job++) {
                CurationStatus status = cache.poll("job-" + job);
                if (status instanceof Completed completed) {
                    bytes += ("job-" + job).length() + completed.result().length;
                    found++;
                } else if (!(status instanceof Unknown)) {
                    assertInstanceOf(Evicted.class, status, "seed " + seed);
                }
            }
            assertEquals(bytes, cache.stats().heldBytes(), "seed " + seed);
            assertEquals(found, cache.size(), "seed " + seed);
            assertTrue(found > 0, "seed " + seed);
        }
    }

    private static void assertWithin(CurationResultCache cache, long maxBytes, long seed) {
        CacheStats stats = cache.stats();
        if (stats.heldBytes() > maxBytes || stats.heldBytes() < 0 || stats.size() > 20) {
            throw new AssertionError(stats + ", seed " + seed);
        }
    }

    private static CurationResultCache.Builder builder(long maxBytes) {
        return CurationResultCache.builder().maxBytes(maxBytes).name("results");
    }
}
