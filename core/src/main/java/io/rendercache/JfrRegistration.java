package io.rendercache;

import io.rendercache.internal.jfr.CacheEvents;
import io.rendercache.internal.jfr.CacheStatisticsEvent;
import io.rendercache.internal.jfr.OpenCache;

/**
 * A cache's place among those whose statistics are recorded periodically, as long as it is open. To be kept by the
 * cache.
 */
final class JfrRegistration implements OpenCache {
    private final RenderCache cache;

    private JfrRegistration(RenderCache cache) {
        this.cache = cache;
    }

    /** Enters a cache; the last step of building it. */
    static JfrRegistration enter(RenderCache cache) {
        JfrRegistration recorded = new JfrRegistration(cache);
        CacheEvents.opened(recorded);
        return recorded;
    }

    void leave() {
        CacheEvents.closed(this);
    }

    @Override
    public void fill(CacheStatisticsEvent event) {
        fill(event, cache.name(), cache.stats());
    }

    static void fill(CacheStatisticsEvent event, String name, CacheStats stats) {
        event.cache = name;
        event.size = stats.size();
        event.capacity = stats.capacity();
        event.hits = stats.hits();
        event.misses = stats.misses();
        event.loads = stats.loads();
        event.loadFailures = stats.loadFailures();
        event.loadTime = stats.loadNanos();
        event.puts = stats.puts();
        event.evictions = stats.evictions();
        event.removedExplicitly = stats.removedExplicitly();
        event.replaced = stats.replaced();
        event.cleared = stats.cleared();
        event.jobClosed = stats.jobClosed();
        event.rejected = stats.rejected();
        event.recovered = stats.recovered();
        event.discarded = stats.discarded();
        event.reloads = stats.reloads();
        event.jobsOpen = stats.jobsOpen();
        event.orphaned = stats.orphaned();
        event.indexBytes = stats.indexBytes();
        event.slotBytes = stats.slotBytes();
        event.largeBytes = stats.largeBytes();
        event.heldBytes = stats.heldBytes();
    }
}
