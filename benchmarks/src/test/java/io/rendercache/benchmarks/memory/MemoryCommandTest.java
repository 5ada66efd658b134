package io.rendercache.benchmarks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.results.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCommandTest {
    /** A key of 90 characters and a boxed long, with their headers, on a JVM with compressed references. */
    private static final long KEY_AND_VALUE = 24 + 112 + 16;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is taken from Linux")
    void shouldFindEntriesWhereTheirCacheHasThem(@TempDir Path folder) throws Exception {
        int code = run("--impl", "bounded-lru,linked-hash-map,ohc", "--capacity", "2000", "--out", folder.toString());

        assertEquals(0, code, err.toString());
        Footprint[] footprints = Json.read(folder.resolve("memory.json"), Footprint[].class);
        assertEquals(3, footprints.length);
        Footprint ours = footprints[0];
        Footprint map = footprints[1];
        Footprint ohc = footprints[2];
        assertEquals(500, ours.caches());
        assertEquals(1_000_000, ours.entries());
        assertTrue(map.heapBytes() > KEY_AND_VALUE * map.entries(), map::toString);
        assertTrue(map.heapBytes() < 2 * KEY_AND_VALUE * map.entries(), map::toString);
        assertTrue(Math.abs(map.otherBytes()) < 20 * map.entries(), map::toString);
        // The key's bytes and the value are in memory beside the heap, and next to nothing is on it.
        assertTrue(ours.otherBytes() > 98 * ours.entries(), ours::toString);
        assertTrue(ours.heapBytes() < 30 * ours.entries(), ours::toString);
        assertTrue(ohc.otherBytes() > 98 * ohc.entries(), ohc::toString);
        assertTrue(ohc.heapBytes() < 30 * ohc.entries(), ohc::toString);
        assertTrue(out.toString().contains("linked-hash-map"), out::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--impl guava, no implementation is named 'guava'",
        "--impl frame-dir, frame-dir loads from directories",
        "--capacity 0, --capacity: 0 ",
        "--capacity 1000001, --capacity: 1000001 ",
        "--nonesuch, --nonesuch",
    })
    void shouldRefuseBadOptionsInOneLine(String arguments, String named) {
        int code = run(arguments.split(" "));

        assertEquals(2, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(named), err.toString());
    }

    @Test
    void shouldNotWriteOverAnEarlierRun(@TempDir Path folder) throws Exception {
        Path earlier = Files.writeString(folder.resolve("memory.json"), "earlier");

        int code = run("--impl", "ohc", "--capacity", "1000", "--out", folder.toString());

        assertEquals(2, code, err.toString());
        assertTrue(err.toString().contains("--force"), err.toString());
        assertEquals("earlier", Files.readString(earlier));
    }

    private int run(String... arguments) {
        return new MemoryCommand().run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
