package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Caches work in a runtime without the flight recorder, start none, and load nothing of the logger before they need it.
 */
class OptionalRuntimePartsTest {
    @TempDir
    Path folder;

    @Test
    void shouldDoTheSameWithoutTheFlightRecorder() throws IOException {
        ChildJvm.Result result = new ChildJvm(Use.class, folder)
                .neededFlags()
                .flags("--limit-modules", "java.base,jdk.unsupported,java.logging")
                .flags("-Xlog:class+load:file=classes.log")
                .arguments("quiet")
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals(List.of("no jdk.jfr", "evicted 1, failed 1, closed 1"), lines(result), result::describe);
        assertFalse(loaded().contains(" jdk.jfr."), this::loaded);
    }

    @Test
    void shouldLoadTheLoggerWithTheFirstExceptionOfAListener() throws IOException {
        ChildJvm.Result quiet = child("quiet").run();
        assertEquals(0, quiet.exitCode(), quiet::describe);
        assertEquals(
                List.of("recorder started: false", "evicted 1, failed 1, closed 1"), lines(quiet), quiet::describe);
        String classes = loaded();
        assertTrue(classes.contains("io.rendercache.internal.notify.ListenerFailureLog"), "no classes are logged");
        assertFalse(classes.contains("org.slf4j"), classes);
        // The recorder takes long to load these, and the first write would wait for it.
        assertTrue(classes.contains("io.rendercache.internal.jfr.CacheEvents"), "no classes are logged");
        assertEquals(
                List.of(),
                classes.lines()
                        .filter(line -> line.matches(".* io\\.rendercache\\.internal\\.jfr\\.\\w+Event .*"))
                        .toList());

        ChildJvm.Result throwing = child("throwing").run();
        assertEquals(0, throwing.exitCode(), throwing::describe);
        assertTrue(loaded().contains("org.slf4j"), "the logger was not loaded");
        assertTrue(throwing.stderr().contains("java.lang.IllegalStateException: on purpose"), throwing::describe);
    }

    /** The recorder may come before the first cache or after it. */
    @ParameterizedTest
    @ValueSource(strings = {"recorder-first", "cache-first"})
    void shouldRecordStatisticsWhicheverComesFirst(String order) {
        ChildJvm.Result result = new ChildJvm(RecordStatistics.class, folder)
                .neededFlags()
                .arguments(order)
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals(List.of("recorded 1"), lines(result), result::describe);
    }

    private ChildJvm child(String manner) {
        return new ChildJvm(Use.class, folder)
                .neededFlags()
                .flags("-Xlog:class+load:file=classes.log")
                .arguments(manner);
    }

    private String loaded() {
        try {
            return Files.readString(folder.resolve("classes.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(ChildJvm.Result result) {
        return result.stdout().lines().toList();
    }

    /** Makes each kind of event happen. */
    static final class Use {
        private Use() {}

        /** Runs in the child. */
        public static void main(String[] args) {
            PrintStream out = System.out;
            RecordingListener<String, String> values = new RecordingListener<>(call -> {
                if (args[0].equals("throwing") && call.endsWith("EVICTED")) {
                    throw new IllegalStateException("on purpose");
                }
            });
            RecordingListener<FrameKey, Long> frames = new RecordingListener<>();
            try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                            .maxEntries(1)
                            .listener(values)
                            .build();
                    FrameDirCache jobs =
                            FrameDirCache.builder().listener(frames).build()) {
                out.println(
                        ModuleLayer.boot().findModule("jdk.jfr").isPresent()
                                ? "recorder started: " + RecordStatistics.isStarted()
                                : "no jdk.jfr");
                cache.put("a", "1");
                cache.get("b", key -> "2");
                try {
                    cache.get("c", key -> {
                        throw new IllegalArgumentException("no c");
                    });
                } catch (IllegalArgumentException e) {
                    // As it must be; the count shows that it was told.
                }
                try (JobScope job = jobs.openJob("job")) {
                    job.maxFrameIndex("missing");
                }
            }
            // Closing has delivered the rest.
            out.println("evicted " + values.removals().size() + ", failed "
                    + values.failures().size() + ", closed " + frames.jobs().size());
        }
    }

    /** Opens a cache and starts the recorder, one after the other, and prints how often the cache was recorded. */
    static final class RecordStatistics {
        private RecordStatistics() {}

        static boolean isStarted() {
            return jdk.jfr.FlightRecorder.isInitialized();
        }

        /** Runs in the child. */
        public static void main(String[] args) throws IOException {
            if (args[0].equals("recorder-first")) {
                jdk.jfr.FlightRecorder.getFlightRecorder();
            }
            try (FrameDirCache cache = FrameDirCache.create()) {
                Recorded recorded = Recorded.during(
                        recording -> recording
                                .enable("io.rendercache.CacheStatistics")
                                .with("period", "endChunk"),
                        () -> {});
                System.out.println("recorded "
                        + recorded.events("io.rendercache.CacheStatistics", cache.name())
                                .size());
            }
        }
    }
}
