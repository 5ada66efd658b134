package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rendercache.BoundedLru;
import io.rendercache.CacheFeature;
import io.rendercache.Registration;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be registered, taken away, and refused. */
class RenderCacheMetricsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Iterable<Tag> NO_TAGS = List.of();

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FourCaches caches = new FourCaches("lru");

    @AfterEach
    void close() {
        caches.close();
        registry.close();
    }

    @Test
    void shouldRegisterOnlyWhatMeansSomethingForAKind() {
        caches.all().forEach(cache -> RenderCacheMetrics.monitor(registry, cache));

        assertEquals(Set.of("frames", "results"), cachesWith("cache.jobs.open"));
        assertEquals(Set.of("frames"), cachesWith("cache.entries.orphaned"));
        assertEquals(Set.of("lru", "frames", "labels"), cachesWith("cache.load"));
        assertEquals(Set.of("lru", "frames", "labels"), cachesWith("cache.load.duration"));
        assertEquals(Set.of("lru", "frames", "labels", "results"), cachesWith("cache.size"));
    }

    @Test
    void shouldRegisterMetersOfACachesFeaturesWhateverItsClass() {
        try (RenderCache plain = new ForeignCache("plain");
                RenderCache withJobs = new ForeignCache("with jobs", CacheFeature.JOBS);
                RenderCache withEntries = new ForeignCache("with entries", CacheFeature.JOB_ENTRIES);
                RenderCache loading = new ForeignCache("loading", CacheFeature.LOADING)) {
            List.of(plain, withJobs, withEntries, loading)
                    .forEach(cache -> RenderCacheMetrics.monitor(registry, cache));

            assertEquals(Set.of("with jobs"), cachesWith("cache.jobs.open"));
            assertEquals(Set.of("with entries"), cachesWith("cache.entries.orphaned"));
            assertEquals(Set.of("loading"), cachesWith("cache.load"));
            assertEquals(Set.of("loading"), cachesWith("cache.load.duration"));
            assertEquals(Set.of("plain", "with jobs", "with entries", "loading"), cachesWith("cache.size"));
        }
    }

    @Test
    void shouldCountOnlyWhatTheCapTookAsEvictions() {
        RenderCacheMetrics.monitor(registry, caches.lru);
        caches.lru.put("a", "1");
        caches.lru.put("a", "2");
        caches.lru.remove("a");
        caches.lru.put("b", "1");
        caches.lru.clear();

        Threads.await("the removals to be counted", LIMIT, () -> count("cache.removals", "cause", "cleared") == 1);

        assertEquals(0, count("cache.evictions"));
        assertEquals(1, count("cache.removals", "cause", "replaced"));
        assertEquals(1, count("cache.removals", "cause", "explicit"));
    }

    @Test
    void shouldTakeTagsInBothForms() {
        RenderCacheMetrics.monitor(registry, caches.lru, "node", "r17", "farm", "north");
        RenderCacheMetrics.monitor(registry, caches.frames, List.of(Tag.of("node", "r17"), Tag.of("farm", "north")));

        for (Meter meter : registry.getMeters()) {
            assertEquals("r17", meter.getId().getTag("node"), meter::toString);
            assertEquals("north", meter.getId().getTag("farm"), meter::toString);
            assertNotNull(meter.getId().getTag("cache"), meter::toString);
            assertNotNull(meter.getId().getDescription(), meter::toString);
        }
    }

    @Test
    void shouldTakeTagsThatCanBeAskedForOnlyOnce() {
        Iterator<Tag> once = List.of(Tag.of("node", "r17")).iterator();

        RenderCacheMetrics.monitor(registry, caches.lru, () -> once);

        registry.getMeters().forEach(meter -> assertEquals("r17", meter.getId().getTag("node"), meter::toString));
    }

    @Test
    void shouldTakeAwayItsMetersAndNoOthers() {
        Registration lru = RenderCacheMetrics.monitor(registry, caches.lru);
        Registration frames = RenderCacheMetrics.monitor(registry, caches.frames);
        registry.counter("other");

        lru.close();
        lru.close();
        assertEquals(Set.of("frames"), cachesWith("cache.size"));
        assertEquals(Set.of("frames"), cachesWith("cache.gets"));

        frames.close();
        assertEquals(List.of("other"), meterNames());
    }

    @Test
    void shouldTakeAwayTheMetersOfACacheThatIsClosedAndNoOthers() {
        caches.all().forEach(cache -> RenderCacheMetrics.monitor(registry, cache));
        registry.counter("other");

        caches.lru.close();
        assertEquals(Set.of("frames", "labels", "results"), cachesWith("cache.size"));
        assertEquals(Set.of("frames", "labels", "results"), cachesWith("cache.gets"));

        caches.close();
        assertEquals(List.of("other"), meterNames());
    }

    @Test
    void shouldTakeANewCacheOfTheNameOnceTheFirstIsClosed() {
        BoundedLru<String, Long> first = named("again");
        Registration ofFirst = RenderCacheMetrics.monitor(registry, first);
        first.close();
        try (BoundedLru<String, Long> second = named("again")) {
            RenderCacheMetrics.monitor(registry, second);

            ofFirst.close();
            first.close();

            assertEquals(Set.of("again"), cachesWith("cache.size"));
        }
    }

    @Test
    void shouldTakeAwayItsMetersFromEachRegistry() {
        MeterRegistry other = new SimpleMeterRegistry();
        RenderCacheMetrics.monitor(registry, caches.lru);
        RenderCacheMetrics.monitor(other, caches.lru);

        caches.lru.close();

        assertEquals(List.of(), registry.getMeters());
        assertEquals(List.of(), other.getMeters());
    }

    @Test
    void shouldNotKeepARegistryAlive() {
        WeakReference<MeterRegistry> dropped = monitorInRegistryAndDrop();

        Threads.awaitCollecting("the registry to be collected", LIMIT, () -> dropped.refersTo(null));

        caches.lru.close();
    }

    @Test
    void shouldRefuseTheSameCacheAndTagsTwiceAndLeaveTheFirstAsItWas() {
        Registration first = RenderCacheMetrics.monitor(registry, caches.lru, "node", "r17");
        int meters = registry.getMeters().size();

        IllegalStateException refusal = assertThrows(
                IllegalStateException.class, () -> RenderCacheMetrics.monitor(registry, caches.lru, "node", "r17"));

        assertOneLine(refusal, "cache.size");
        assertOneLine(refusal, "lru");
        assertEquals(meters, registry.getMeters().size());
        caches.lru.put("a", "1");
        Threads.await("the first's meters to move", LIMIT, () -> count("cache.puts") == 1);

        first.close();
        RenderCacheMetrics.monitor(registry, caches.lru, "node", "r17");
        assertEquals(meters, registry.getMeters().size());
    }

    @Test
    void shouldLeaveNothingBehindWhereAMeterIsThereAlready() {
        Meter others = FunctionCounter.builder("cache.rejected", this, test -> 0)
                .tag("cache", "lru")
                .register(registry);

        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> RenderCacheMetrics.monitor(registry, caches.lru));

        assertOneLine(refusal, "cache.rejected");
        assertEquals(List.of(others), registry.getMeters());
    }

    @Test
    void shouldLeaveNothingBehindWhereTheRegistryRefusesAMeter() {
        Meter ofAnotherKind = registry.counter("cache.rejected", "cache", "lru");

        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> RenderCacheMetrics.monitor(registry, caches.lru));

        assertOneLine(refusal, "the registry refuses a meter of cache lru: ");
        assertEquals(List.of(ofAnotherKind), registry.getMeters());
    }

    @Test
    void shouldTakeTheSameCacheTwiceWhereTagsDiffer() {
        Registration first = RenderCacheMetrics.monitor(registry, caches.lru, "view", "a");
        RenderCacheMetrics.monitor(registry, caches.lru, "view", "b");

        first.close();

        assertEquals(
                Set.of("b"),
                registry.getMeters().stream()
                        .map(meter -> meter.getId().getTag("view"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void shouldRefuseACacheOfANameThatIsTaken() {
        RenderCacheMetrics.monitor(registry, caches.lru);
        try (BoundedLru<String, Long> other = named("lru")) {
            assertThrows(IllegalStateException.class, () -> RenderCacheMetrics.monitor(registry, other));

            for (int i = 0; i <= other.stats().capacity(); i++) {
                other.put("key " + i, 1L);
            }
            assertNull(other.get("key 0"));
            assertEquals(0, other.stats().reloads(), "who is refused is not made to count");
        }
    }

    @Test
    void shouldRegisterAndTakeAwayInACompositeRegistry() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);

        Registration registration = RenderCacheMetrics.monitor(composite, caches.lru);
        assertThrows(IllegalStateException.class, () -> RenderCacheMetrics.monitor(composite, caches.lru));
        caches.lru.put("a", "1");
        Threads.await("the put to be counted", LIMIT, () -> count("cache.puts") == 1);

        registration.close();
        assertEquals(List.of(), registry.getMeters());
        assertEquals(List.of(), composite.getMeters());
    }

    @Test
    void shouldPassOverMetersThatAFilterDenies() {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("cache.memory"));

        Registration registration = RenderCacheMetrics.monitor(registry, caches.lru);

        assertEquals(Set.of(), cachesWith("cache.memory"));
        assertEquals(Set.of("lru"), cachesWith("cache.size"));
        registration.close();
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void shouldNotKeepACacheAliveAndShowNotANumberThen() {
        WeakReference<RenderCache> dropped = monitorAndDrop();

        Threads.awaitCollecting("the cache to be collected", LIMIT, () -> dropped.get() == null);

        assertEquals(Double.NaN, registry.get("cache.size").gauge().value());
        assertEquals(Double.NaN, registry.get("cache.memory").gauge().value());
        assertEquals(1, count("cache.puts"));
    }

    @Test
    void shouldNeitherThrowNorLogWhenAClosedCacheIsAskedAbout() {
        RenderCacheMetrics.monitor(registry, caches.frames);
        // As a scrape has them that has begun before the cache is closed.
        List<Meter> meters = registry.getMeters();
        caches.frames.close();
        List<String> logged = new ArrayList<>();
        Logger logger = Logger.getLogger("io.micrometer");
        Handler handler = new RecordingHandler(logged);
        Level level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        try {
            for (int scrape = 0; scrape < 3; scrape++) {
                meters.forEach(meter -> meter.measure().forEach(Measurement::getValue));
            }
            assertTrue(meters.size() > 10, meters::toString);
            assertEquals(List.of(), logged);

            // The canary: what throws is logged, and seen here.
            Gauge.builder("throws", () -> {
                        throw new UnsupportedOperationException("a gauge that fails");
                    })
                    .register(registry)
                    .value();
            assertEquals(1, logged.size(), logged::toString);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
    }

    /** One meter alone, for each kind keeps in its own way what it reads from. */
    @ParameterizedTest
    @ValueSource(strings = {"cache.size", "cache.puts", "cache.load.duration"})
    void shouldKeepMetersThoughNobodyKeepsTheRegistration(String name) {
        registry.config().meterFilter(MeterFilter.denyUnless(id -> id.getName().equals(name)));
        RenderCacheMetrics.monitor(registry, caches.lru);
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        Threads.awaitCollecting("a collection", LIMIT, () -> garbage.get() == null);

        caches.lru.get("a", key -> "1");

        Threads.await(name + " to move", LIMIT, () -> first(registry.get(name).meter()) == 1);
    }

    @Test
    void shouldRefuseBadInputInOneLine() {
        assertRefused(() -> RenderCacheMetrics.monitor(null, caches.lru), "registry");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, null), "cache");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, null, NO_TAGS), "cache");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru, (Iterable<Tag>) null), "tags");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru, (String[]) null), "tags");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru, "node"), "1: [node]");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru, "node", null), "node");
        assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru, null, "r17"), "key");
        assertRefused(
                () -> RenderCacheMetrics.monitor(registry, caches.lru, "node", "r17", null), "3: [node, r17, null]");
        for (String own : List.of("cache", "result", "cause", "area")) {
            assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru, own, "x"), "tag key " + own);
        }
        caches.lru.close();
        assertRefused(() -> RenderCacheMetrics.monitor(registry, caches.lru), "cache lru is closed");
        assertEquals(List.of(), registry.getMeters());
    }

    private WeakReference<MeterRegistry> monitorInRegistryAndDrop() {
        MeterRegistry other = new SimpleMeterRegistry();
        RenderCacheMetrics.monitor(other, caches.lru);
        return new WeakReference<>(other);
    }

    private WeakReference<RenderCache> monitorAndDrop() {
        BoundedLru<String, Long> cache = named("dropped");
        RenderCacheMetrics.monitor(registry, cache);
        cache.put("a", 1L);
        Threads.await("the put to be counted", LIMIT, () -> count("cache.puts") == 1);
        return new WeakReference<>(cache);
    }

    private static BoundedLru<String, Long> named(String name) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64()).name(name).build();
    }

    private static double first(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    private double count(String name, String... tags) {
        FunctionCounter counter = registry.get(name).tags(tags).functionCounter();
        return counter.count();
    }

    private Set<String> cachesWith(String name) {
        return registry.find(name).meters().stream()
                .map(meter -> meter.getId().getTag("cache"))
                .collect(Collectors.toSet());
    }

    /** Keeps what is logged. */
    private static final class RecordingHandler extends Handler {
        private final List<String> logged;

        RecordingHandler(List<String> logged) {
            this.logged = logged;
        }

        @Override
        public void publish(LogRecord record) {
            logged.add(record.getLevel() + ": " + record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private List<String> meterNames() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .toList();
    }

    private static void assertRefused(Executable call, String part) {
        RuntimeException refusal = assertThrows(RuntimeException.class, call);
        assertOneLine(refusal, part);
    }

    private static void assertOneLine(RuntimeException refusal, String part) {
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
