package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import io.rendercache.Registration;
import io.rendercache.RenderCache;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a Datadog agent would get, received over UDP and held against the caches' own statistics.
 *
 * <p>Micrometer's own client passes packets over where its event loop is behind, and then an agent's sums are too
 * small. So the sums are compared with a sender that waits for the agent; with Micrometer's client, what is sent again
 * and again.
 */
class StatsdPacketsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Each of some ten loads is sent with six decimals of a millisecond. */
    private static final double ROUNDING_MILLIS = 1e-5;

    private final StatsdAgent agent = new StatsdAgent();
    private final StatsdSender sender = new StatsdSender(agent);
    private final FourCaches caches = new FourCaches("lru");
    private @Nullable StatsdMeterRegistry registry;

    @AfterEach
    void close() {
        if (registry != null) {
            registry.close();
        }
        sender.close();
        agent.close();
        caches.close();
    }

    @Test
    void shouldSendTheStatisticsOfEachKindOfCache() {
        MeterRegistry sending = sendingEachLine();
        caches.all().forEach(cache -> RenderCacheMetrics.monitor(sending, cache, "node", "r17"));

        caches.work();

        Eventually.assertSame(expected(caches.all(), "node", "r17"), agent::known, ROUNDING_MILLIS);
    }

    @Test
    void shouldSendNothingMoreOfACacheThatIsNotMonitored() {
        MeterRegistry sending = sendingEachLine();
        Registration frames = RenderCacheMetrics.monitor(sending, caches.frames);
        RenderCacheMetrics.monitor(sending, caches.lru);
        caches.work();
        Map<Series, Double> before = expected(List.of(caches.frames, caches.lru));
        Eventually.assertSame(before, agent::known, ROUNDING_MILLIS);

        frames.close();
        caches.frames.openJob("another").close();
        caches.frames.clearJob("open");
        caches.lru.put("more", "value");

        Map<Series, Double> after = expected(List.of(caches.lru));
        before.forEach(after::putIfAbsent);
        Eventually.assertSame(after, agent::known, ROUNDING_MILLIS);
    }

    @Test
    void shouldSendEachSeriesThroughMicrometersOwnClient() {
        registry = new StatsdMeterRegistry(datadog(agent.port()), Clock.SYSTEM);
        caches.all().forEach(cache -> RenderCacheMetrics.monitor(registry, cache, "node", "r17"));
        caches.work();
        Map<Series, Double> expected = expected(caches.all(), "node", "r17");
        expected.keySet().removeIf(series -> series.name().contains("|ms "));

        Threads.await(
                "each series to arrive", LIMIT, () -> agent.known().keySet().containsAll(expected.keySet()));
        Eventually.assertSame(gauges(expected), () -> gauges(agent.known()));

        agent.known().forEach((series, sum) -> {
            if (series.name().endsWith("|c")) {
                assertTrue(sum <= expected.getOrDefault(series, -1.0), () -> series + ": " + sum);
            }
        });
    }

    private MeterRegistry sendingEachLine() {
        registry = StatsdMeterRegistry.builder(datadog(agent.port()))
                .lineSink(sender)
                .build();
        return registry;
    }

    private static Map<Series, Double> gauges(Map<Series, Double> all) {
        Map<Series, Double> gauges = new HashMap<>(all);
        gauges.keySet().removeIf(series -> !series.name().endsWith("|g"));
        return gauges;
    }

    /** Returns what an agent should know; Micrometer adds a tag that says which number of a meter it is. */
    private static Map<Series, Double> expected(List<RenderCache> caches, String... tags) {
        Map<Series, Double> known = new HashMap<>();
        caches.stream().flatMap(cache -> ExpectedMeter.of(cache, tags).stream()).forEach(meter -> {
            switch (meter.kind()) {
                case GAUGE, BYTES_GAUGE -> known.put(series(meter, "g", "value"), meter.value());
                case COUNTER -> known.put(series(meter, "c", "count"), meter.value());
                case TIMER -> {
                    if (meter.value() != 0) {
                        known.put(new Series(meter.name() + "|ms count", meter.tags()), meter.value());
                        known.put(new Series(meter.name() + "|ms sum", meter.tags()), meter.nanos() / 1e6);
                    }
                }
            }
        });
        return known;
    }

    private static Series series(ExpectedMeter meter, String type, String statistic) {
        Map<String, String> tags = new HashMap<>(meter.tags());
        tags.put("statistic", statistic);
        return new Series(meter.name() + "|" + type, tags);
    }

    private static StatsdConfig datadog(int port) {
        return new StatsdConfig() {
            @Override
            public String get(String key) {
                return null;
            }

            @Override
            public StatsdFlavor flavor() {
                return StatsdFlavor.DATADOG;
            }

            @Override
            public String host() {
                return "127.0.0.1";
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public Duration pollingFrequency() {
                return Duration.ofMillis(100);
            }
        };
    }
}
