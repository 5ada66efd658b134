package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.internal.layout.ClockDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted, once and again and again. */
class StatCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void shouldCountWhatTheCacheHolds() {
        Path file = MadeFiles.text(folder);

        Tool.Result result = Tool.run("stat", file);

        assertEquals(0, result.code(), result::toString);
        assertEquals("32", result.part("max entries"));
        assertEquals("entries 24, given back 1, never used 7, torn 0, damaged 0", result.part("slots"));
        assertEquals("8", result.part("free"));
        assertEquals("75.0", result.part("fill percent"));
        assertEquals(Integer.toString(10 * 5 + 14 * 6), result.part("key bytes"));
        assertEquals(Integer.toString(24 * 8), result.part("value bytes"));
        assertEquals("6", result.part("longest key bytes"));
        assertEquals("25", result.part("writes"));
        assertEquals("24", result.part("oldest used writes ago"));
    }

    @Test
    void shouldTellTheAgeOfTheOldestAfterEvictions() {
        Path file = MadeFiles.text(folder);
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            for (int i = 0; i < 1_000; i++) {
                cache.put("more-" + i, 1L);
            }
        }

        Tool.Result result = Tool.run("stat", file);

        assertEquals("31", result.part("oldest used writes ago"), result::toString);
        assertEquals("100.0", result.part("fill percent"));
    }

    @Test
    void shouldCountOverwritesAndTellTheAgeByTheLastUse() {
        Path file = MadeFiles.text(folder);
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            cache.get("key-0");
            cache.put("key-1", 7L);
            cache.put("key-3", 7L);
        }

        Tool.Result result = Tool.run("stat", file);

        assertEquals("27", result.part("writes"), result::toString);
        // Of key-2, which was inserted by the third write.
        assertEquals("24", result.part("oldest used writes ago"), result::toString);
    }

    @Test
    void shouldTellNoAgeByAClockThatCannotBe() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putLong(bytes.clockOffset() + ClockDescriptor.NUMBER, -1);
        bytes.store(file);

        Tool.Result result = Tool.run("stat", file);

        assertEquals("0", result.part("writes"), result::toString);
        assertEquals("0", result.part("oldest used writes ago"), result::toString);
    }

    @Test
    void shouldNameTheJobsWithTheMostEntries() throws IOException {
        Path file = MadeFiles.frames(folder);

        Map<?, ?> tree =
                JsonText.object(Tool.run("stat", "--json", "--top=2", file).out());

        assertEquals(3L, tree.get("jobs"));
        assertEquals(
                List.of(Map.of("job", "job-2", "entries", 3L), Map.of("job", "job-1", "entries", 2L)),
                tree.get("jobsWithMost"));
        assertFalse(tree.containsKey("entriesOfOtherJobs"), tree::toString);
        assertTrue(Instant.parse(String.valueOf(tree.get("at"))).isAfter(Instant.EPOCH), tree::toString);
    }

    @Test
    void shouldCountAsDamageWhatNobodyIsWriting() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putLong(bytes.slot(5) + SlotDescriptor.VERSION, 3);
        bytes.store(file);

        Tool.Result result = Tool.run("stat", file);

        assertEquals(1, result.code(), result::toString);
        assertTrue(result.part("slots").contains("torn 1"), result::toString);
    }

    @Test
    void shouldCountAgainUntilTheFileIsGone() throws IOException {
        Path file = MadeFiles.text(folder);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> watching = CompletableFuture.supplyAsync(
                () -> RenderCacheTool.run(
                        new String[] {"stat", "--watch", "--every=1", "--json", file.toString()},
                        new PrintWriter(out),
                        new PrintWriter(err)),
                task -> new Thread(task, "watching").start());

        Threads.await("two reports", LIMIT, () -> out.toString().lines().count() >= 2 || watching.isDone());
        Files.delete(file);

        assertEquals(0, watching.join(), err::toString);
        for (String line : out.toString().lines().toList()) {
            assertEquals(24L, ((Map<?, ?>) JsonText.object(line).get("slots")).get("entries"));
        }
        assertEquals("rendercache: " + file + " is gone\n", err.toString());
    }

    @Test
    void shouldStopWhenInterrupted() throws InterruptedException {
        Path file = MadeFiles.text(folder);
        StringWriter out = new StringWriter();
        AtomicReference<Integer> code = new AtomicReference<>();
        Thread watching = new Thread(
                () -> code.set(RenderCacheTool.run(
                        new String[] {"stat", file.toString(), "--watch", "--every=86400"},
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter()))),
                "watching");
        watching.start();

        Threads.await("a report", LIMIT, () -> out.toString().contains("oldest"));
        watching.interrupt();
        watching.join(LIMIT.toMillis());

        assertEquals(0, code.get());
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        Path file = MadeFiles.text(folder);

        for (String option : List.of("--every=0", "--every=86401", "--top=-1", "--top=1000000", "--every=x")) {
            Tool.Result result = Tool.run("stat", file, "--watch", option);

            assertEquals(2, result.code(), result::toString);
            assertEquals("", result.out());
            assertEquals(1, result.err().lines().count(), result::toString);
            String value = option.substring(option.indexOf('=') + 1);
            assertTrue(result.err().contains(value) && result.err().contains("stat --help"), result::toString);
        }
    }
}
