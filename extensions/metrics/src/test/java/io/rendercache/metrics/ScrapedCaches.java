package io.rendercache.metrics;

import java.util.HashSet;
import java.util.Set;

/** What a page with one cache of each kind serves, fetched once. */
final class ScrapedCaches {
    private static final Set<Series> SERIES = scrape();

    private ScrapedCaches() {}

    /** Returns the series of the page. */
    static Set<Series> series() {
        return SERIES;
    }

    private static Set<Series> scrape() {
        try (PrometheusPage page = new PrometheusPage();
                FourCaches caches = new FourCaches("lru")) {
            caches.all().forEach(cache -> RenderCacheMetrics.monitor(page.registry, cache));
            return new HashSet<>(page.scrape().keySet());
        }
    }
}
