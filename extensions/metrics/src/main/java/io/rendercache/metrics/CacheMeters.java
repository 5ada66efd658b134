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
import io.rendercache.Registration;
import io.rendercache.RemovalCause;
import io.rendercache.RenderCache;
import java.lang.ref.WeakReference;
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
 * <p>The registry has the meters, they have the {@link Readings}, and those refer to the cache weakly. The cache in
 * turn has this object, to remove the meters when it is closed, and that refers to the registry weakly. So neither
 * keeps the other reachable.
 */
final class CacheMeters implements Registration {
    /**
     * A registry returns the same meter for the same name; so registrations check first, and are made one at a time.
     */
    private static final Object TURN = new Object();

    private final WeakReference<MeterRegistry> registry;
    private final Tags tags;
    private final Readings readings;
    private final Set<Meter> present;

    /** Guarded by {@link #TURN}; the meters themselves may refer to the registry. */
    private final List<Meter.Id> registered = new ArrayList<>();

    private @Nullable Registration atClose;

    private CacheMeters(MeterRegistry registry, Tags tags, Readings readings) {
        this.registry = new WeakReference<>(registry);
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
                meters.registerAll(registry, cache);
                cache.countReloads();
                meters.atClose = cache.onClose(meters::remove);
                complete = true;
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "the registry refuses a meter of cache " + cache.name() + ": " + e.getMessage(), e);
            } finally {
                if (!complete) {
                    meters.remove();
                }
                meters.present.clear();
            }
            return meters;
        }
    }

    @Override
    public void close() {
        Registration action;
        synchronized (TURN) {
            action = atClose;
            atClose = null;
        }
        if (action != null) {
            action.close();
        }
        remove();
    }

    private void remove() {
        synchronized (TURN) {
            MeterRegistry from = registry.get();
            if (from != null) {
                registered.forEach(from::remove);
            }
            registered.clear();
        }
    }

    private void registerAll(MeterRegistry to, RenderCache cache) {
        gauge(to, "cache.size", "Entries held", null, CacheStats::size);
        gauge(to, "cache.capacity", "The most entries ever held", null, CacheStats::capacity);
        String memory = "Memory reserved outside the heap, mapped files among it";
        gauge(to, "cache.memory", memory, "bytes", CacheStats::indexBytes, "area", "index");
        gauge(to, "cache.memory", memory, "bytes", CacheStats::slotBytes, "area", "slots");
        gauge(to, "cache.memory", memory, "bytes", CacheStats::largeBytes, "area", "large");
        counter(to, "cache.gets", "Lookups", CacheStats::hits, "result", "hit");
        counter(to, "cache.gets", "Lookups", CacheStats::misses, "result", "miss");
        counter(to, "cache.puts", "Values written, new and overwritten", CacheStats::puts);
        counter(to, "cache.evictions", "Entries that made room because the cache was full", CacheStats::evictions);
        for (RemovalCause cause : RemovalCause.values()) {
            if (cause != RemovalCause.EVICTED) {
                counter(
                        to,
                        "cache.removals",
                        "Entries, or values, that left for another cause than the cap",
                        stats -> stats.removals(cause),
                        "cause",
                        cause.name().toLowerCase(Locale.ROOT));
            }
        }
        counter(to, "cache.rejected", "Keys and values too large to keep", CacheStats::rejected);
        counter(
                to,
                "cache.reloads.after.eviction",
                "Misses of keys that had been evicted a short while before",
                CacheStats::reloads);
        Set<CacheFeature> features = cache.features();
        if (features.contains(CacheFeature.LOADING)) {
            loads(to);
        }
        if (features.contains(CacheFeature.JOBS)) {
            gauge(to, "cache.jobs.open", "Jobs that are open or run", null, CacheStats::jobsOpen);
        }
        if (features.contains(CacheFeature.JOB_ENTRIES)) {
            gauge(to, "cache.entries.orphaned", "Entries of jobs that are not open", null, CacheStats::orphaned);
        }
    }

    private void loads(MeterRegistry to) {
        counter(to, "cache.load", "Loads", CacheStats::loads, "result", "success");
        counter(to, "cache.load", "Loads", CacheStats::loadFailures, "result", "failure");
        Readings held = readings;
        add(FunctionTimer.builder(
                        "cache.load.duration",
                        held,
                        unused -> held.done().loads() + held.done().loadFailures(),
                        unused -> held.done().loadNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Time spent in loaders")
                .tags(tags)
                .register(to));
    }

    private void gauge(
            MeterRegistry to,
            String name,
            String description,
            @Nullable String unit,
            ToLongFunction<CacheStats> value,
            String... tag) {
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
                .register(to));
    }

    private void counter(
            MeterRegistry to, String name, String description, ToLongFunction<CacheStats> count, String... tag) {
        // A counter refers to its object weakly; the function keeps the readings reachable.
        Readings held = readings;
        add(FunctionCounter.builder(name, held, unused -> count.applyAsLong(held.done()))
                .description(description)
                .tags(tags)
                .tags(tag)
                .register(to));
    }

    private void add(Meter meter) {
        if (present.contains(meter)) {
            throw new IllegalStateException("the registry has a meter " + meter.getId() + " already; give each cache a"
                    + " name of its own, add a tag, or close the earlier cache");
        }
        registered.add(meter.getId());
    }
}
