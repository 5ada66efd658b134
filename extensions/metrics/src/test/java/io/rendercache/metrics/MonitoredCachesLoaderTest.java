package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rendercache.BoundedLru;
import io.rendercache.FrameDirCache;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.ApplicationLoader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Neither a registry that lives on nor the MBean server keeps the class loader of an application that has closed its
 * caches. The registrations are not closed. The caches are used from a thread that lives on.
 */
class MonitoredCachesLoaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ExecutorService livingOn = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() throws InterruptedException {
        livingOn.shutdown();
        assertTrue(livingOn.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void shouldCollectLoaderWhoseCachesWereInARegistryThatLivesOn() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();

        ApplicationLoader.awaitCollected(
                ApplicationLoader.runAndDrop(livingOn, WithMicrometer.class, registry, "io.micrometer."));

        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void shouldCollectLoaderThatHasMicrometerToo() throws Exception {
        ApplicationLoader.awaitCollected(ApplicationLoader.runAndDrop(livingOn, WithItsOwnRegistry.class, "unused"));
    }

    @Test
    void shouldCollectLoaderWhoseCachesWereShownToManagement() throws Exception {
        ApplicationLoader.awaitCollected(ApplicationLoader.runAndDrop(livingOn, WithJmx.class, "unused"));
    }

    /** Monitors two caches in a registry of the server. */
    public static final class WithMicrometer implements Consumer<MeterRegistry> {
        @Override
        public void accept(MeterRegistry registry) {
            try (BoundedLru<String, Long> cache =
                            BoundedLru.builder(Codecs.utf8(), Codecs.int64()).build();
                    FrameDirCache frames = FrameDirCache.create()) {
                RenderCacheMetrics.monitor(registry, cache, "node", "r17");
                RenderCacheMetrics.monitor(registry, frames, "node", "r17");
                cache.put("a", 1L);
                registry.getMeters().forEach(meter -> meter.measure().forEach(measured -> measured.getValue()));
            }
        }
    }

    /** Monitors them in a registry of its own, which it forgets. */
    public static final class WithItsOwnRegistry implements Consumer<String> {
        @Override
        public void accept(String unused) {
            new WithMicrometer().accept(new SimpleMeterRegistry());
        }
    }

    /** Registers two caches with the platform's server and reads their attributes. */
    public static final class WithJmx implements Consumer<String> {
        @Override
        public void accept(String unused) {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            try (BoundedLru<String, Long> cache =
                            BoundedLru.builder(Codecs.utf8(), Codecs.int64()).build();
                    FrameDirCache frames = FrameDirCache.create()) {
                RenderCacheJmx.register(cache);
                RenderCacheJmx.register(frames);
                Set<ObjectName> names = server.queryNames(new ObjectName("io.rendercache:*"), null);
                assertEquals(2, names.size());
                for (ObjectName name : names) {
                    assertEquals(false, server.getAttribute(name, "Closed"));
                    server.getMBeanInfo(name);
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
