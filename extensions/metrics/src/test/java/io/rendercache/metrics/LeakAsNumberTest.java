package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rendercache.BoundedLru;
import io.rendercache.FrameDirCache;
import io.rendercache.JobScope;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees when jobs forget to close, and when a cap is too small. */
class LeakAsNumberTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldShowEntriesOfForgottenJobsUntilTheCapTakesThem() {
        try (FrameDirCache cache =
                FrameDirCache.builder().maxEntries(6).stripes(1).build()) {
            RenderCacheMetrics.monitor(registry, cache);
            forgetJobs(cache, 3, 2);

            awaitWithCollections("cache.entries.orphaned", 6);
            awaitGauge("cache.jobs.open", 0);
            assertEquals(6, gauge("cache.size"));
            assertEquals(0, count("cache.evictions"));
            assertEquals(0, count("cache.removals", "cause", "job_closed"));

            try (JobScope later = cache.openJob("later")) {
                list(later, 4);

                awaitGauge("cache.entries.orphaned", 2);
                awaitGauge("cache.jobs.open", 1);
                awaitCount("cache.evictions", 4);
            }
            awaitGauge("cache.jobs.open", 0);
            awaitCount("cache.removals", 4, "cause", "job_closed");
            assertEquals(2, gauge("cache.entries.orphaned"));
            assertEquals(4, count("cache.evictions"));
        }
    }

    @Test
    void shouldShowJobsThatAreKeptOpenWithoutBeingClosed() {
        try (FrameDirCache cache = FrameDirCache.create()) {
            RenderCacheMetrics.monitor(registry, cache);
            JobScope[] kept = new JobScope[5];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = cache.openJob("job-" + i);
                list(kept[i], 1);
            }

            awaitGauge("cache.jobs.open", kept.length);
            assertEquals(0, gauge("cache.entries.orphaned"));

            for (JobScope scope : kept) {
                scope.close();
            }
            awaitGauge("cache.jobs.open", 0);
        }
    }

    @Test
    void shouldShowNoLeakWhereJobsClose() {
        try (FrameDirCache cache =
                FrameDirCache.builder().maxEntries(6).stripes(1).build()) {
            RenderCacheMetrics.monitor(registry, cache);
            for (int job = 0; job < 20; job++) {
                try (JobScope scope = cache.openJob("job-" + job)) {
                    list(scope, 3);
                }
            }
            System.gc();

            awaitCount("cache.removals", 60, "cause", "job_closed");
            assertEquals(0, gauge("cache.jobs.open"));
            assertEquals(0, gauge("cache.entries.orphaned"));
            assertEquals(0, count("cache.evictions"));
        }
    }

    @Test
    void shouldShowReloadsWhereTheCapIsTooSmallAndNoneWhereItIsLargeEnough() {
        int keys = 6_000;
        int again = 3 * keys;

        double tooSmall = reloadsOfFourRounds(keys, 4_500);

        // Each is missed again after 1,500 others were evicted into 2,048 sets of four places: all but a few in a
        // thousand
        // are still remembered.
        assertTrue(tooSmall > 0.95 * again && tooSmall <= again, () -> tooSmall + " reloads of " + again + " misses");
        assertEquals(0, reloadsOfFourRounds(keys, keys));
        assertEquals(0, reloadsOfFourRounds(keys, 2 * keys));
    }

    /** Asks for so many keys in turn, four times, of a cache of so many entries. */
    private double reloadsOfFourRounds(int keys, int maxEntries) {
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(maxEntries)
                .stripes(1)
                .name("cap " + maxEntries)
                .build()) {
            RenderCacheMetrics.monitor(registry, cache);
            for (int round = 0; round < 4; round++) {
                for (int key = 0; key < keys; key++) {
                    cache.get("key " + key, name -> 1L);
                }
            }
            awaitCount("cache.gets", cache.stats().misses(), "cache", cache.name(), "result", "miss");
            return count("cache.reloads.after.eviction", "cache", cache.name());
        }
    }

    private static void forgetJobs(FrameDirCache cache, int jobs, int directories) {
        for (int i = 0; i < jobs; i++) {
            list(cache.openJob("forgotten-" + i), directories);
        }
    }

    private static void list(JobScope scope, int directories) {
        for (int i = 0; i < directories; i++) {
            scope.maxFrameIndex("no-such-directory-" + i);
        }
    }

    private void awaitWithCollections(String name, double value) {
        Threads.awaitCollecting(name + " to be " + value, LIMIT, () -> gauge(name) == value);
    }

    private void awaitGauge(String name, double value) {
        Threads.await(name + " to be " + value, LIMIT, () -> gauge(name) == value);
    }

    private void awaitCount(String name, double value, String... tags) {
        Threads.await(name + " to be " + value, LIMIT, () -> count(name, tags) == value);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }
}
