package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording has of caches is what they did. */
class FlightRecordingTest {
    private static final String LOAD = "io.rendercache.Load";
    private static final String EVICTION = "io.rendercache.Eviction";
    private static final String JOB_CLOSED = "io.rendercache.JobClosed";
    private static final String STATISTICS = "io.rendercache.CacheStatistics";

    @TempDir
    Path folder;

    private static BoundedLru<String, String> cache(String name) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .name(name)
                .maxEntries(2)
                .stripes(1)
                .build();
    }

    private static void allLoads(Recording recording) {
        recording.enable(LOAD).withThreshold(Duration.ZERO).withStackTrace();
    }

    private static void statisticsAtTheEnd(Recording recording) {
        recording.enable(STATISTICS).with("period", "endChunk");
    }

    @Test
    void shouldRecordLoadsThatTakeAMillisecondUnlessAskedForOthers() throws IOException {
        try (BoundedLru<String, String> cache = cache("slow loads")) {
            Recorded recorded = Recorded.during(recording -> {}, () -> {
                for (int i = 0; i < 100; i++) {
                    cache.get("quick " + i, key -> "value");
                }
                cache.get("slow", FlightRecordingTest::loadSlowly);
            });

            List<RecordedEvent> loads = recorded.events(LOAD, "slow loads");
            assertEquals("slow", loads.get(loads.size() - 1).getString("key"));
            // A quick one may have been slow, the machine being busy; but then it took a millisecond.
            loads.forEach(load -> assertTrue(load.getDuration().compareTo(Duration.ofMillis(1)) >= 0, load::toString));
        }
    }

    /** A key whose text cannot be had: neither the loader's answer nor its exception nor an eviction may suffer. */
    @Test
    void shouldNotLetTheCallerFeelAKeyWithoutText() throws IOException {
        record Silent(String name) {
            @Override
            public String toString() {
                throw new StackOverflowError("on purpose");
            }
        }
        Codec<Silent> keys = new Codec<>() {
            @Override
            public String id() {
                return "silent";
            }

            @Override
            public int encodedLength(Silent key) {
                return Codecs.utf8().encodedLength(key.name);
            }

            @Override
            public void encode(Silent key, byte[] target, int offset) {
                Codecs.utf8().encode(key.name, target, offset);
            }

            @Override
            public Silent decode(byte[] source, int offset, int length) {
                return new Silent(Codecs.utf8().decode(source, offset, length));
            }
        };
        List<String> told = new CopyOnWriteArrayList<>();
        try (BoundedLru<Silent, String> cache = BoundedLru.builder(keys, Codecs.utf8())
                .name("silent")
                .maxEntries(1)
                .listener((Silent key, String value, RemovalCause cause) -> told.add(key.name() + " " + cause))
                .build()) {
            Recorded recorded = Recorded.during(
                    recording -> {
                        allLoads(recording);
                        recording.enable(EVICTION);
                    },
                    () -> {
                        assertEquals("value", cache.get(new Silent("a"), key -> "value"));
                        cache.put(new Silent("b"), "2");
                        assertThrows(
                                UncheckedIOException.class,
                                () -> cache.get(new Silent("c"), key -> {
                                    throw new UncheckedIOException(new IOException("on purpose"));
                                }));
                    });

            Notifications.awaitDelivered(cache);
            assertEquals(List.of("a EVICTED"), told);
            assertEquals(2, recorded.events(LOAD, "silent").size());
            assertEquals(1, recorded.events(EVICTION, "silent").size());
        }
    }

    @Test
    void shouldRecordEachLoadWithItsKeyItsEndAndWhoAsked() throws IOException {
        try (BoundedLru<String, String> cache = cache("loads")) {
            Recorded recorded = Recorded.during(FlightRecordingTest::allLoads, () -> {
                cache.get("found", key -> "value");
                cache.get("found", key -> "not asked");
                cache.get("nothing", key -> null);
                assertThrows(
                        IllegalStateException.class,
                        () -> cache.get("failing", key -> {
                            throw new IllegalStateException("on purpose");
                        }));
            });

            List<RecordedEvent> loads = recorded.events(LOAD, "loads");
            assertEquals(
                    List.of("found false", "nothing false", "failing true"),
                    loads.stream()
                            .map(load -> load.getString("key") + " " + load.getBoolean("failed"))
                            .toList());
            assertNull(loads.get(0).getClass("failureClass"));
            assertEquals(
                    IllegalStateException.class.getName(),
                    loads.get(2).getClass("failureClass").getName());
            assertEquals(cache.stats().loads() + cache.stats().loadFailures(), loads.size());
            loads.forEach(load -> assertTrue(
                    load.getStackTrace().getFrames().stream()
                            .anyMatch(frame ->
                                    frame.getMethod().getType().getName().equals(FlightRecordingTest.class.getName())),
                    load::toString));
        }
    }

    @Test
    void shouldRecordListingsAndLabels() throws IOException {
        String directory = Files.createDirectory(folder.resolve("frames")).toString();
        String noDirectory = Files.createFile(folder.resolve("file")).toString();
        try (FrameDirCache frames = FrameDirCache.builder().name("listings").build();
                ImageLabelCache labels =
                        ImageLabelCache.builder().name("labels").build();
                JobScope job = frames.openJob("job")) {
            Recorded recorded = Recorded.during(FlightRecordingTest::allLoads, () -> {
                job.maxFrameIndex(directory);
                job.maxFrameIndex(directory);
                assertThrows(UncheckedIOException.class, () -> job.maxFrameIndex(noDirectory));
                labels.label(folder.resolve("e"), 3, folder.resolve("v"), 1, key -> Optional.empty());
            });

            List<RecordedEvent> listings = recorded.events(LOAD, "listings");
            assertEquals(
                    List.of(new FrameKey("job", directory) + " false", new FrameKey("job", noDirectory) + " true"),
                    listings.stream()
                            .map(load -> load.getString("key") + " " + load.getBoolean("failed"))
                            .toList());
            assertEquals(1, recorded.events(LOAD, "labels").size());
        }
    }

    @Test
    void shouldRecordEvictionsOnlyIfAskedFor() throws IOException {
        try (BoundedLru<String, String> cache = cache("evicting")) {
            Recorded unasked = Recorded.during(recording -> {}, () -> fill(cache, "x"));
            cache.clear();
            long before = cache.stats().evictions();
            Recorded asked = Recorded.during(recording -> recording.enable(EVICTION), () -> {
                fill(cache, "y");
                cache.remove("y4");
                cache.clear();
            });

            assertEquals(3, before);
            assertEquals(List.of(), unasked.events(EVICTION, "evicting"));
            assertEquals(
                    List.of("y0", "y1", "y2"),
                    asked.events(EVICTION, "evicting").stream()
                            .map(event -> event.getString("key"))
                            .toList());
            assertEquals(before + 3, cache.stats().evictions());
        }
    }

    @Test
    void shouldRecordEvictionsThatMakeRoomInABudget() throws IOException {
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .name("budget")
                .maxEntries(100)
                .maxValueBytes(60)
                .maxBytes(100)
                .build()) {
            Recorded recorded = Recorded.during(recording -> recording.enable(EVICTION), () -> {
                for (int i = 0; i < 5; i++) {
                    cache.put("k" + i, new byte[48]);
                }
            });

            assertEquals(
                    List.of("k0", "k1", "k2"),
                    recorded.events(EVICTION, "budget").stream()
                            .map(event -> event.getString("key"))
                            .toList());
        }
    }

    @Test
    void shouldRecordTheFiguresThatAListenerGets() throws IOException {
        RecordingListener<FrameKey, Long> listener = new RecordingListener<>();
        try (FrameDirCache cache = FrameDirCache.builder()
                .name("jobs")
                .maxEntries(2)
                .listener(listener)
                .build()) {
            Recorded recorded = Recorded.during(recording -> recording.enable(JOB_CLOSED), () -> {
                JobScope job = cache.openJob("job-1");
                JobScope again = cache.openJob("job-1");
                for (int asked : new int[] {1, 2, 2, 3, 3, 3, 3}) {
                    job.maxFrameIndex("missing-" + asked);
                }
                job.close();
                again.close();
                again.close();
            });

            Notifications.awaitDelivered(cache);
            assertEquals(List.of(new JobStats(4, 3, 2, 1)), listener.jobs());
            assertEquals(
                    List.of("job-1 " + listener.jobs().get(0)),
                    recorded.events(JOB_CLOSED, "jobs").stream()
                            .map(event -> event.getString("jobId") + " "
                                    + new JobStats(
                                            event.getLong("hits"),
                                            event.getLong("misses"),
                                            event.getLong("entries"),
                                            event.getLong("evictions")))
                            .toList());
        }
    }

    @Test
    void shouldRecordAllStatisticsOfOpenCaches() throws IOException {
        BoundedLru<String, String> closed = cache("closed");
        closed.close();
        try (BoundedLru<String, String> cache = cache("statistics");
                FrameDirCache frames = FrameDirCache.builder().name("frames").build();
                CurationResultCache results = CurationResultCache.builder()
                        .name("results")
                        .maxBytes(4096)
                        .build();
                ImageLabelCache labels =
                        ImageLabelCache.builder().name("some labels").build()) {
            fill(cache, "key");
            cache.get("key4");
            cache.get("loaded", FlightRecordingTest::loadSlowly);
            cache.put("loaded", "other");
            frames.openJob("job").maxFrameIndex("missing");
            results.completed("job", new byte[10]);
            labels.label(folder.resolve("e"), 3, folder.resolve("v"), 1, key -> Optional.empty());

            Recorded recorded = Recorded.during(FlightRecordingTest::statisticsAtTheEnd, () -> {});

            for (RenderCache each : List.of(cache, frames, results, labels)) {
                List<RecordedEvent> events = recorded.events(STATISTICS, each.name());
                assertFalse(events.isEmpty(), each::toString);
                // One for each end of a chunk, whatever else made the recorder end some.
                for (RecordedEvent event : events) {
                    assertEquals(statistics(each.stats()), statistics(event), each::toString);
                }
            }
            assertEquals(List.of(), recorded.events(STATISTICS, "closed"));
            // Its parts are no caches of their own.
            assertEquals(
                    List.of("results"),
                    recorded.caches(STATISTICS).stream()
                            .filter(name -> name.startsWith("results"))
                            .toList());
        }
    }

    private static Map<String, Long> statistics(CacheStats stats) {
        return List.of(CacheStats.class.getRecordComponents()).stream()
                .collect(Collectors.toMap(RecordComponent::getName, component -> value(component, stats)));
    }

    private static long value(RecordComponent component, CacheStats stats) {
        try {
            return (long) component.getAccessor().invoke(stats);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> statistics(RecordedEvent event) {
        Set<String> others = Set.of("startTime", "duration", "eventThread", "stackTrace", "cache");
        return event.getFields().stream()
                .filter(field -> !others.contains(field.getName()))
                .collect(Collectors.toMap(
                        field -> field.getName().equals("loadTime") ? "loadNanos" : field.getName(),
                        field -> event.getLong(field.getName())));
    }

    private static void fill(BoundedLru<String, String> cache, String prefix) {
        for (int i = 0; i < 5; i++) {
            cache.put(prefix + i, "value");
        }
    }

    private static String loadSlowly(String key) {
        long end = System.nanoTime() + Duration.ofMillis(2).toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return "slowly";
    }
}
