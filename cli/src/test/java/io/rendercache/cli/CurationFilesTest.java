package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationResultCache;
import io.rendercache.CurationStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four files of a curation cache, each taken for what it is. */
class CurationFilesTest {
    @TempDir
    Path folder;

    private Path results;
    private Path running;
    private Path ended;
    private Path large;

    @BeforeEach
    void make() {
        results = MadeFiles.curation(folder);
        running = folder.resolve("curation.rc.running");
        ended = folder.resolve("curation.rc.ended");
        large = folder.resolve("curation.rc.large");
    }

    @Test
    void shouldTellWhatEachOfThemHolds() {
        assertEquals(
                "the results of a curation cache", Tool.run("info", results).part("holds"));
        assertEquals(
                "the running jobs of a curation cache",
                Tool.run("info", running).part("holds"));
        assertEquals(
                "the failed and evicted jobs of a curation cache",
                Tool.run("info", ended).part("holds"));
        List<?> beside = (List<?>)
                JsonText.object(Tool.run("info", "--json", results).out()).get("beside");
        assertEquals(
                Set.of(large.toString(), running.toString(), ended.toString()),
                new TreeSet<>(beside.stream()
                        .map(entry -> String.valueOf(((Map<?, ?>) entry).get("file")))
                        .toList()));
    }

    @Test
    void shouldTellOtherCachesOfTheSameNamesApart() throws IOException {
        Path alone = Files.copy(ended, folder.resolve("alone.ended"));
        Path text = MadeFiles.text(folder);

        assertEquals(0, Tool.run("info", alone).code());
        assertTrue(!Tool.run("info", alone).out().contains("holds "), "no results beside it");
        assertTrue(!Tool.run("info", text).out().contains("holds "), "text to numbers");
        assertTrue(Tool.run("dump", alone).lines().contains("\"evicted\" = \"-\""));
    }

    @Test
    void shouldPrintHowEachJobStands() {
        Tool.Result runs = Tool.run("dump", "--json", running);
        Tool.Result over = Tool.run("dump", ended);

        assertEquals(2, runs.lines().size(), runs::toString);
        for (String line : runs.lines()) {
            Map<?, ?> entry = JsonText.object(line);
            assertTrue(String.valueOf(entry.get("key")).startsWith("running-"), line);
            Object started = ((Map<?, ?>) entry.get("value")).get("startedAt");
            assertTrue(Instant.parse(String.valueOf(started)).isAfter(Instant.EPOCH), line);
        }
        assertEquals(
                Set.of("\"evicted\" = {evicted: true}", "\"failed\" = {failed: \"no such camera\"}"),
                new TreeSet<>(over.lines()));
    }

    @Test
    void shouldPrintWhatFindsALargeValue() {
        Map<?, ?> entry =
                JsonText.object(Tool.run("dump", "--json", results).lines().get(2));

        assertEquals(Set.of("elsewhere", "bytes", "crc32c"), ((Map<?, ?>) entry.get("value")).keySet());
    }

    @Test
    void shouldFindAllOfThemSound() {
        for (Path file : List.of(results, running, ended)) {
            Tool.Result result = Tool.run("verify", "--level=full", file);

            assertEquals(0, result.code(), result::toString);
        }
        assertTrue(
                Tool.run("verify", "--level=full", results).part("not checked").contains("only a cache can read them"));
    }

    @Test
    void shouldSendToTheCachesOwnFileFromThatOfLargeValues() {
        for (String command : List.of("info", "stat", "verify", "dump")) {
            Tool.Result result = Tool.run(command, large);

            assertEquals(2, result.code(), result::toString);
            assertEquals(1, result.err().lines().count(), result::toString);
            assertTrue(result.err().strip().endsWith("give the path of the cache's own file, " + results), result::err);
        }
    }

    @Test
    void shouldFindLargeValuesMissingOrCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(large);
        for (int length : new int[] {0, 11, 12, 100, 2_000, whole.length / 2, whole.length - 4_096}) {
            Files.write(large, Arrays.copyOf(whole, length));

            Tool.Result result = Tool.run("verify", "--level=full", results);

            assertEquals(1, result.code(), result::toString);
            assertTrue(result.part("problems").startsWith(large.toString()), result::toString);
        }
        Files.delete(large);
        assertTrue(Tool.run("verify", "--level=full", results)
                .part("problems")
                .contains("is missing: the values that are kept there are lost"));
    }

    @Test
    void shouldCopyAllOfThemTogether() throws IOException {
        Path copy = folder.resolve("copy");

        Tool.Result result = Tool.run("copy", "--json", results, copy);

        assertEquals(0, result.code(), result::toString);
        assertEquals(
                List.of(copy + ".running", copy + ".ended", copy + ".large"),
                JsonText.object(result.out()).get("beside"));
        try (CurationResultCache cache = MadeFiles.openCuration(copy)) {
            for (int i = 0; i < 4; i++) {
                CurationStatus.Completed completed =
                        assertInstanceOf(CurationStatus.Completed.class, cache.poll("completed-" + i));
                assertArrayEquals(MadeFiles.largeValue(2 * i), completed.result());
            }
            assertInstanceOf(CurationStatus.Evicted.class, cache.poll("evicted"));
            CurationStatus.Failed failed = assertInstanceOf(CurationStatus.Failed.class, cache.poll("failed"));
            assertEquals("no such camera", failed.error());
            // A job that ran when its process ended has failed by that.
            assertInstanceOf(CurationStatus.Failed.class, cache.poll("running-1"));
        }
    }

    @Test
    void shouldCopyAllOrNothing() throws IOException {
        Path copy = folder.resolve("copy");
        Files.writeString(folder.resolve("copy.ended"), "precious");

        Tool.Result result = Tool.run("copy", results, copy);

        assertEquals(2, result.code(), result::toString);
        assertTrue(result.err().contains("copy.ended exists"), result::toString);
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("copy.ended"),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("copy"))
                            .toList());
        }
    }

    @Test
    void shouldNotCopyWhileOneOfThemIsInUse() throws IOException {
        try (Bystander holder = new Bystander()) {
            holder.claim(running);

            Tool.Result result = Tool.run("copy", results, folder.resolve("copy"));

            assertEquals(3, result.code(), result::toString);
            assertTrue(result.err().contains("curation.rc.running is in use by process " + holder.pid()), result::err);
        }
    }
}
