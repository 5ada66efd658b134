package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.sizing.SizingCommand;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRecordTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"accesses.txt", "accesses.txt.gz"})
    void shouldRecordEachLookupOfTheCache(String name) throws IOException {
        Path file = folder.resolve(name);

        int code = record(file, "--jobs", "4", "--workers", "2", "--videos", "3", "--frame-count", "20");

        assertEquals(0, code, err.toString());
        List<Long> ids = ids(file);
        assertEquals(4 * 3 * 20, ids.size());
        long next = 0;
        for (long id : ids) {
            assertTrue(id <= next, "id " + id + " before " + next);
            next = Math.max(next, id + 1);
        }
        assertEquals(4 * 3, next);
    }

    @Test
    void shouldSizeFromAsManyReferencesAsTheNodeAsked() throws IOException {
        Path file = folder.resolve("farm.txt.gz");
        Path run = folder.resolve("run");
        assertEquals(0, record(file, "--jobs", "5", "--videos", "2", "--frame-count", "7"), err.toString());

        assertEquals(0, new SizingCommand().run("--trace", file.toString(), "--no-timings", "--out", run.toString()));

        String summary = Files.readString(run.resolve("sizing-farm.json"));
        assertTrue(summary.contains("\"references\": 70,"), summary);
        assertTrue(summary.contains("\"coldMisses\": 10,"), summary);
    }

    @Test
    void shouldRefuseAFileThatIsThere() throws IOException {
        Path file = folder.resolve("accesses.txt");
        Files.writeString(file, "mine");

        assertEquals(2, record(file, "--jobs", "1", "--frame-count", "1"));

        assertEquals("mine", Files.readString(file));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertThrows(IOException.class, () -> new AccessLog(file).close());
    }

    @Test
    void shouldLoseNothingWhenManyWrite() throws Exception {
        Path file = folder.resolve("accesses.txt");
        int threads = 4;
        int each = 30_000;

        try (AccessLog log = new AccessLog(file)) {
            AccessLog.Key[] keys = new AccessLog.Key[threads];
            for (int i = 0; i < threads; i++) {
                keys[i] = log.new Key();
            }
            Threads.runAll(threads, Duration.ofSeconds(30), (thread, stopped) -> {
                for (int i = 0; i < each; i++) {
                    keys[thread].accessed();
                }
            });
        }

        List<Long> ids = ids(file);
        assertEquals(threads * each, ids.size());
        for (long id = 0; id < threads; id++) {
            long wanted = id;
            assertEquals(each, ids.stream().filter(found -> found == wanted).count());
        }
    }

    @Test
    void shouldRecordNothingUnlessAsked() throws IOException {
        assertEquals(
                0,
                NodeRun.of(out, err, "--jobs", "1", "--frame-count", "1", "--images", "0", "--results", "0"),
                err.toString());

        try (var files = Files.list(folder)) {
            assertFalse(files.findAny().isPresent());
        }
    }

    private int record(Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of("--images", "0", "--results", "0", "--record", file.toString()));
        return NodeRun.of(out, err, all.toArray(new String[0]));
    }

    private static List<Long> ids(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(Long::valueOf)
                    .toList();
        }
    }
}
