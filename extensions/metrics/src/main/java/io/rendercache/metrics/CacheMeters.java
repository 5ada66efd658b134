package io.rendercache.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.rendercache.CacheFeature;
import io.rendercache.CacheStats;
import io.rendercache.RemovalCause;
import io.rendercache.RenderCache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one cache in one registry.
 *
 * <p>The registry has the meters, they have the {@link Readings}, and those know the cache weakly: so the meters last as long
 * as the registry and no longer keep the cache than others do.
 */
final class CacheMeters implements Registration {
    /** A registry answers one name twice with the same meter; who registers looks first, so they take turns. */
    private static final Object TURN = new Object();

    private final MeterRegistry registry;
    private final Tags tags;
    private final Readings readings;
    private final Set<Meter> present;
    private final List<Meter> meters = new ArrayList<>();

    private CacheMeters(MeterRegistry registry, Tags tags, Readings readings) {
        this.registry = registry;
        this.tags = tags;
        this.readings = readings;
        this.present = Collections.newSetFromMap(new IdentityHashMap<>());
        this.present.addAll(registry.getMeters());
    }

    static CacheMeters register(MeterRegistry registry, RenderCache cache, Iterable<Tag> tags) {
        synchronized (TURN) {
            CacheMeters meters =
                    new CacheMeters(registry, Tags.of(tags).and("cache", cache.name()), new Readings(cache));
            boolean complete = false;
            try {
                meters.registerAll(cache);
                cache.countReloads();
                complete = true;
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "the registry refuses a meter of cache " + cache.name() + ": " + e.getMessage(), e);
            } finally {
                if (!complete) {
                    meters.close();
                }
                meters.present.clear();
            }
            return meters;
        }
    }

    @Override
    public void close() {
        synchronized (TURN) {
            meters.forEach(registry::remove);
            meters.clear();
        }
    }

    private void registerAll(RenderCache cache) {
        gauge("cache.size", "Entries held", null, CacheStats::size);
        gauge("cache.capacity", "The most entries ever held", null, CacheStats::capacity);
        String memory = "Memory reserved outside the heap, mapped files among it";
        gauge("cache.memory", memory, "bytes", CacheStats::indexBytes, "area", "index");
        gauge("cache.memory", memory, "bytes", CacheStats::slotBytes, "area", "slots");
        gauge("cache.memory", memory, "bytes", CacheStats::largeBytes, "area", "large");
        counter("cache.gets", "Lookups", CacheStats::hits, "result", "hit");
        counter("cache.gets", "Lookups", CacheStats::misses, "result", "miss");
        counter("cache.puts", "Values written, new and overwritten", CacheStats::puts);
        counter("cache.evictions", "Entries that made room because the cache was full", CacheStats::evictions);
        for (RemovalCause cause : RemovalCause.values()) {
            if (cause != RemovalCause.EVICTED) {
                counter(
                        "cache.removals",
                        "Entries, or values, that left for another cause than the cap",
                        stats -> stats.removals(cause),
                        "cause",
                        cause.name().toLowerCase(Locale.ROOT));
            }
        }
        counter("cache.rejected", "Keys and values too large to keep", CacheStats::rejected);
        counter(
                "cache.reloads.after.eviction",
                "Misses of keys that had been evicted a short while before",
                CacheStats::reloads);
        Set<CacheFeature> features = cache.features();
        if (features.contains(CacheFeature.LOADING)) {
            loads();
        }
        if (features.contains(CacheFeature.JOBS)) {
            gauge("cache.jobs.open", "Jobs that are open or run", null, CacheStats::jobsOpen);
        }
        if (features.contains(CacheFeature.JOB_ENTRIES)) {
            gauge("cache.entries.orphaned", "Entries of jobs that are not open", null, CacheStats::orphaned);
        }
    }

    private void loads() {
        counter("cache.load", "Loads", CacheStats::loads, "result", "success");
        counter("cache.load", "Loads", CacheStats::loadFailures, "result", "failure");
        Readings held = readings;
        add(FunctionTimer.builder(
                        "cache.load.duration",
                        held,
                        unused -> held.done().loads() + held.done().loadFailures(),
                        unused -> held.done().loadNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Time spent in loaders")
                .tags(tags)
                .register(registry));
    }

    private void gauge(
            String name, String description, @Nullable String unit, ToLongFunction<CacheStats> value, String... tag) {
        ToDoubleFunction<Readings> reading = from -> {
            CacheStats stats = from.held();
            return stats == null ? Double.NaN : value.applyAsLong(stats);
        };
        add(Gauge.builder(name, readings, reading)
                .strongReference(true)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .tags(tag)
                .register(registry));
    }

    private void counter(String name, String description, ToLongFunction<CacheStats> count, String... tag) {
        // A counter knows its object weakly; the function is what keeps the readings.
        Readings held = readings;
        add(FunctionCounter.builder(name, held, unused -> count.applyAsLong(held.done()))
                .description(description)
                .tags(tags)
                .tags(tag)
                .register(registry));
    }

    private void add(Meter meter) {
        if (present.contains(meter)) {
            throw new IllegalStateException("the registry has a meter " + meter.getId() + " already; give each cache a"
                    + " name of its own, add a tag, or close what monitor returned for the earlier one");
        }
        meters.add(meter);
    }
}
