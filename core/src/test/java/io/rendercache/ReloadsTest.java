package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Misses of keys that were evicted a short while before, through each kind of cache. */
class ReloadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldCountNothingUntilAskedTo() {
        try (BoundedLru<String, Long> cache = lru(2)) {
            put(cache, 0, 3);
            cache.get("key 0");

            assertEquals(0, cache.stats().reloads());
        }
    }

    @Test
    void shouldCountAMissAfterAnEvictionAndNoOtherMiss() {
        try (BoundedLru<String, Long> cache = lru(2)) {
            cache.countReloads();
            put(cache, 0, 3);
            cache.remove("key 1");

            cache.get("key 0");
            cache.get("key 1");
            cache.get("never there");
            cache.get("key 2");

            assertEquals(1, cache.stats().reloads());
            assertEquals(3, cache.stats().misses());
        }
    }

    @Test
    void shouldCountLoadsOfEvictedKeysOnceEach() {
        try (BoundedLru<String, Long> cache = lru(2)) {
            cache.countReloads();
            put(cache, 0, 3);

            cache.get("key 0", key -> 1L);
            cache.get("key 0", key -> 1L);

            assertEquals(1, cache.stats().reloads());
        }
    }

    @Test
    void shouldKeepCountingWhenAskedTwice() {
        try (BoundedLru<String, Long> cache = lru(2)) {
            cache.countReloads();
            put(cache, 0, 3);
            cache.get("key 0");

            cache.countReloads();

            assertEquals(1, cache.stats().reloads());
        }
    }

    @Test
    void shouldNotCountKeysThatWereRemovedOrCleared() {
        try (BoundedLru<String, Long> cache = lru(8)) {
            cache.countReloads();
            put(cache, 0, 4);
            cache.remove("key 0");
            cache.clear();

            for (int i = 0; i < 4; i++) {
                cache.get("key " + i);
            }

            assertEquals(0, cache.stats().reloads());
        }
    }

    @Test
    void shouldCountDirectoriesOfAFrameDirCache() {
        try (FrameDirCache cache =
                        FrameDirCache.builder().maxEntries(2).stripes(1).build();
                JobScope job = cache.openJob("job");
                JobScope other = cache.openJob("other")) {
            cache.countReloads();
            for (int i = 0; i < 3; i++) {
                job.maxFrameIndex("no-such-directory-" + i);
            }

            other.maxFrameIndex("no-such-directory-0");
            assertEquals(0, cache.stats().reloads(), "another job's key is another key");
            job.maxFrameIndex("no-such-directory-0");

            assertEquals(1, cache.stats().reloads());
        }
    }

    @Test
    void shouldCountLabelsOfAnImageLabelCache() {
        try (ImageLabelCache cache =
                ImageLabelCache.builder().maxEntries(2).stripes(1).build()) {
            cache.countReloads();
            for (int row = 0; row < 3; row++) {
                cache.put(labelKey(row), new ImageLabel("label", List.of(), 0.5));
            }

            cache.get(labelKey(0));
            cache.get(labelKey(7));

            assertEquals(1, cache.stats().reloads());
        }
    }

    @Test
    void shouldCountPollsOfEvictedCurationResults() {
        try (CurationResultCache cache =
                CurationResultCache.builder().maxResults(1).maxResultBytes(100).build()) {
            cache.countReloads();
            for (int i = 0; i < 2; i++) {
                cache.started("job-" + i);
                cache.completed("job-" + i, new byte[10]);
            }

            cache.poll("job-0");
            cache.poll("job-1");
            cache.poll("unheard of");

            assertEquals(1, cache.stats().reloads());
        }
    }

    @Test
    void shouldRefuseOnceClosed() {
        BoundedLru<String, Long> cache = lru(2);
        cache.close();

        assertThrows(IllegalStateException.class, cache::countReloads);
    }

    @Test
    void shouldCountAmongThreads() {
        int keys = 512;
        try (BoundedLru<String, Long> small = lru(keys / 2);
                BoundedLru<String, Long> large = lru(keys)) {
            small.countReloads();
            large.countReloads();

            Threads.runAll(2, LIMIT, (index, run) -> {
                for (int round = 0; round < 20; round++) {
                    for (int i = 0; i < keys; i++) {
                        small.get("key " + i, key -> 1L);
                        large.get("key " + i, key -> 1L);
                    }
                }
            });

            CacheStats stats = small.stats();
            assertTrue(stats.reloads() > keys, () -> "hardly any reload: " + stats);
            assertTrue(stats.reloads() <= stats.misses(), () -> "more reloads than misses: " + stats);
            assertEquals(0, large.stats().evictions());
            assertEquals(0, large.stats().reloads());
        }
    }

    private static BoundedLru<String, Long> lru(int maxEntries) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(maxEntries)
                .stripes(1)
                .build();
    }

    private static void put(BoundedLru<String, Long> cache, int from, int to) {
        for (int i = from; i < to; i++) {
            cache.put("key " + i, 1L);
        }
    }

    private static LabelKey labelKey(int row) {
        FileStamp stamp = new FileStamp(1, 1, 1_000);
        return new LabelKey("/somewhere/embeddings.bin", row, stamp, stamp, 1);
    }
}
