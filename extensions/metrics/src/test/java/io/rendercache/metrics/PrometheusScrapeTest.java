package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.CacheStats;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a Prometheus server would get, fetched over HTTP and held against the caches' own statistics. */
class PrometheusScrapeTest {
    private final PrometheusPage page = new PrometheusPage();
    private final FourCaches caches = new FourCaches(FourCaches.HARD_NAME);

    @AfterEach
    void close() {
        caches.close();
        page.close();
    }

    @Test
    void shouldServeTheStatisticsOfEachKindOfCache() {
        caches.all().forEach(cache -> RenderCacheMetrics.monitor(page.registry, cache, "node", "r17"));
        Eventually.assertSame(expected(caches.all(), "node", "r17"), page::scrape);

        caches.work();

        Eventually.assertSame(expected(caches.all(), "node", "r17"), page::scrape);
    }

    @Test
    void shouldWorkWithNumbersThatCannotBeTakenForOneAnother() {
        caches.all().forEach(RenderCache::countReloads);

        caches.work();

        CacheStats lru = caches.lru.stats();
        List<Long> counts = List.of(
                lru.hits(),
                lru.misses(),
                lru.loads(),
                lru.loadFailures(),
                lru.puts(),
                lru.evictions(),
                lru.removedExplicitly(),
                lru.replaced(),
                lru.cleared(),
                lru.rejected(),
                lru.reloads(),
                lru.jobClosed());
        assertEquals(counts.size(), Set.copyOf(counts).size(), () -> "not all different: " + lru);
        CacheStats frames = caches.frames.stats();
        assertTrue(frames.jobClosed() > 0 && frames.jobsOpen() > 0 && frames.reloads() > 0, frames::toString);
        CacheStats labels = caches.labels.stats();
        assertTrue(labels.hits() > 0 && labels.evictions() > 0 && labels.loads() > 0, labels::toString);
        CacheStats results = caches.results.stats();
        assertTrue(results.largeBytes() > 0 && results.jobsOpen() > 0 && results.evictions() > 0, results::toString);
    }

    @Test
    void shouldHaveNoTagThatNamesAJob() {
        caches.all().forEach(cache -> RenderCacheMetrics.monitor(page.registry, cache));
        caches.work();

        Set<String> keys = new TreeSet<>();
        page.scrape().keySet().forEach(series -> keys.addAll(series.labels().keySet()));

        assertEquals(Set.of("area", "cache", "cause", "result"), keys);
        assertTrue(page.scrape().keySet().stream()
                .flatMap(series -> series.labels().values().stream())
                .noneMatch(value -> value.equals("open") || value.startsWith("job-")));
    }

    @Test
    void shouldServeNotANumberForGaugesAndTheLastCountsWhileACacheIsBeingClosedAndNothingThen() {
        Map<Series, Double> scraped = new HashMap<>();
        // Runs before the meters leave, for it is registered before them.
        caches.frames.onClose(() -> scraped.putAll(page.scrape()));
        RenderCacheMetrics.monitor(page.registry, caches.frames);
        caches.work();
        Map<Series, Double> open = expected(List.of(caches.frames));
        Eventually.assertSame(open, page::scrape);

        caches.frames.close();

        Map<Series, Double> closed = new HashMap<>(open);
        Set<String> gauges = Set.of(
                "cache_size", "cache_capacity", "cache_memory_bytes", "cache_jobs_open", "cache_entries_orphaned");
        closed.replaceAll((series, value) -> gauges.contains(series.name()) ? Double.NaN : value);
        assertEquals(closed, scraped);
        assertEquals(Map.of(), page.scrape());
    }

    @Test
    void shouldServeTwoCachesOfOneNameThatATagTellsApart() {
        try (BoundedLru<String, Long> other = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .name(FourCaches.HARD_NAME)
                .build()) {
            RenderCacheMetrics.monitor(page.registry, caches.lru, "pool", "a");
            RenderCacheMetrics.monitor(page.registry, other, "pool", "b");
            caches.work();
            other.put("x", 1L);

            Map<Series, Double> both = expected(List.of(caches.lru), "pool", "a");
            both.putAll(expected(List.of(other), "pool", "b"));

            Eventually.assertSame(both, page::scrape);
        }
    }

    /** Returns what a page should have, by the rules of Prometheus's names. */
    private static Map<Series, Double> expected(List<RenderCache> caches, String... tags) {
        Map<Series, Double> samples = new HashMap<>();
        Stream<ExpectedMeter> meters = caches.stream().flatMap(cache -> ExpectedMeter.of(cache, tags).stream());
        meters.forEach(meter -> {
            String name = meter.name().replace('.', '_');
            switch (meter.kind()) {
                case GAUGE -> samples.put(new Series(name, meter.tags()), meter.value());
                case BYTES_GAUGE -> samples.put(new Series(name + "_bytes", meter.tags()), meter.value());
                case COUNTER -> samples.put(new Series(name + "_total", meter.tags()), meter.value());
                case TIMER -> {
                    samples.put(new Series(name + "_seconds_count", meter.tags()), meter.value());
                    samples.put(new Series(name + "_seconds_sum", meter.tags()), meter.nanos() / 1e9);
                }
            }
        });
        return samples;
    }
}
