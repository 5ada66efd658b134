package io.rendercache.metrics;

import io.rendercache.CacheStats;
import io.rendercache.CurationResultCache;
import io.rendercache.FrameDirCache;
import io.rendercache.RenderCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A meter that there should be, written down apart from the code that makes it.
 *
 * @param name its name with dots
 * @param tags all its tags
 * @param value its value; of a timer, how often
 * @param nanos of a timer, how long in all
 */
record ExpectedMeter(Kind kind, String name, Map<String, String> tags, double value, long nanos) {
    enum Kind {
        GAUGE,
        BYTES_GAUGE,
        COUNTER,
        TIMER
    }

    /** Returns the meters of a cache as it is now, each with these tags, keys and values in turn. */
    static List<ExpectedMeter> of(RenderCache cache, String... tags) {
        CacheStats stats = cache.stats();
        List<ExpectedMeter> meters = new ArrayList<>();
        Collector all = new Collector(meters, cache.name(), tags);
        all.add(Kind.GAUGE, "cache.size", stats.size());
        all.add(Kind.GAUGE, "cache.capacity", stats.capacity());
        all.add(Kind.BYTES_GAUGE, "cache.memory", stats.indexBytes(), "area", "index");
        all.add(Kind.BYTES_GAUGE, "cache.memory", stats.slotBytes(), "area", "slots");
        all.add(Kind.BYTES_GAUGE, "cache.memory", stats.largeBytes(), "area", "large");
        all.add(Kind.COUNTER, "cache.gets", stats.hits(), "result", "hit");
        all.add(Kind.COUNTER, "cache.gets", stats.misses(), "result", "miss");
        all.add(Kind.COUNTER, "cache.puts", stats.puts());
        all.add(Kind.COUNTER, "cache.evictions", stats.evictions());
        all.add(Kind.COUNTER, "cache.removals", stats.removedExplicitly(), "cause", "explicit");
        all.add(Kind.COUNTER, "cache.removals", stats.replaced(), "cause", "replaced");
        all.add(Kind.COUNTER, "cache.removals", stats.jobClosed(), "cause", "job_closed");
        all.add(Kind.COUNTER, "cache.removals", stats.cleared(), "cause", "cleared");
        all.add(Kind.COUNTER, "cache.rejected", stats.rejected());
        all.add(Kind.COUNTER, "cache.reloads.after.eviction", stats.reloads());
        if (!(cache instanceof CurationResultCache)) {
            all.add(Kind.COUNTER, "cache.load", stats.loads(), "result", "success");
            all.add(Kind.COUNTER, "cache.load", stats.loadFailures(), "result", "failure");
            meters.add(new ExpectedMeter(
                    Kind.TIMER,
                    "cache.load.duration",
                    all.tags(),
                    stats.loads() + stats.loadFailures(),
                    stats.loadNanos()));
        }
        if (cache instanceof FrameDirCache) {
            all.add(Kind.GAUGE, "cache.entries.orphaned", stats.orphaned());
        }
        if (cache instanceof FrameDirCache || cache instanceof CurationResultCache) {
            all.add(Kind.GAUGE, "cache.jobs.open", stats.jobsOpen());
        }
        return meters;
    }

    private record Collector(List<ExpectedMeter> meters, String cache, String... given) {
        void add(Kind kind, String name, double value, String... tag) {
            meters.add(new ExpectedMeter(kind, name, tags(tag), value, 0));
        }

        Map<String, String> tags(String... own) {
            Map<String, String> all = new TreeMap<>(Map.of("cache", cache));
            for (int i = 0; i < given.length; i += 2) {
                all.put(given[i], given[i + 1]);
            }
            for (int i = 0; i < own.length; i += 2) {
                all.put(own[i], own[i + 1]);
            }
            return all;
        }
    }
}
