package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WriteLatencyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--case tuesday, 'tuesday'",
        "--entries 999, '--entries: 999 '",
        "--stripes -1, '--stripes: -1 '",
        "--stripes 4097, '--stripes: 4097 '",
        "--rate 0, '--rate: 0 '",
        "--rounds 0, '--rounds: 0 '",
        "--seconds 0, '--seconds: 0 '",
        "--heap lots, 'lots'",
        "surplus, 'surplus'",
    })
    void shouldRefuseBadOptionsInOneLine(String arguments, String named) {
        int code = run(arguments.split(" "));

        assertEquals(2, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(named), err.toString());
        assertTrue(err.toString().contains("--help"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldPrintHelp() {
        assertEquals(0, run("--help"));

        assertTrue(out.toString().contains("entries-by-job"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldRefuseToWriteOverAnEarlierRun(@TempDir Path folder) throws IOException {
        Path earlier = Files.writeString(folder.resolve("latency-writes.json"), "earlier");

        int code = run("--entries", "1000", "--out", folder.toString());

        assertEquals(2, code);
        assertTrue(err.toString().contains("--force"), err.toString());
        assertEquals("earlier", Files.readString(earlier));
    }

    @Test
    void shouldSayWhyAForkFailed(@TempDir Path folder) {
        int code = run("--case", "clear", "--heap", "1m", "--out", folder.toString());

        assertEquals(1, code);
        assertTrue(err.toString().contains("-Xmx1m"), err.toString());
        assertTrue(err.toString().contains("heap"), err.toString());
    }

    @Test
    void shouldMeasureAForkAndWriteAFileThatCanBeRead(@TempDir Path folder) throws IOException {
        int code = run(
                "--case",
                "after-hits",
                "--entries",
                "10000",
                "--rounds",
                "2",
                "--heap",
                "256m",
                "--out",
                folder.toString());

        assertEquals(0, code, err.toString());
        WriteMeasured run = Json.read(folder.resolve("latency-writes.json"), WriteMeasured[].class)[0];
        assertEquals(1_000, run.service().samples());
        assertEquals("-Xmx256m", run.heap());
        assertNotNull(run.gc());
        assertNotNull(run.jitter());
        assertTrue(out.toString().contains("service  p50"), out.toString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AFTER_HITS")
    void shouldTimeInsertsWhileTheOtherThreadIsAtWork(WriteCase meanwhile) throws Exception {
        WriteMeasured run = WriteFork.run(new WritePlan(meanwhile.id(), 50_000, 4, 20_000, 2, 1), line -> {});

        assertTrue(run.actions() >= 2, run.toString());
        assertEquals(run.response().samples(), run.service().samples());
        // The rate is 20 a millisecond, and all that were due while it was at work are among the times.
        double dueMillis = run.response().samples() / 20.0;
        assertTrue(dueMillis + 1 >= run.actions() * run.actionMillis(), run.toString());
    }

    @Test
    void shouldSayWhetherTheGoalHeld() {
        assertEquals(
                "service p99.99 of an insert at most 200.0 us: holds as measured, 150.0 us",
                WriteLatencyCommand.verdict(measured(WriteCase.AFTER_HITS, 1L, 150_000L)));
        assertEquals(
                "service p99.99 of an insert at most 200.0 us: does NOT hold as measured, 250.0 us",
                WriteLatencyCommand.verdict(measured(WriteCase.AFTER_HITS, 1L, 250_000L)));
        assertEquals(
                "service p99.9 of an insert at most 1.00 ms: does NOT hold as measured, 1.25 ms",
                WriteLatencyCommand.verdict(measured(WriteCase.CLEAR, 1_250_000L, null)));
        assertTrue(WriteLatencyCommand.verdict(measured(WriteCase.AFTER_HITS, 1L, null))
                .contains("cannot be said, too few inserts"));
    }

    private static WriteMeasured measured(WriteCase what, Long p999Nanos, @Nullable Long p9999Nanos) {
        Percentiles response = Percentiles.of(Times.histogram());
        Percentiles service = new Percentiles(1, 1L, 1L, 1L, p999Nanos, p9999Nanos, 1);
        WritePlan plan = new WritePlan(what.id(), 1_000, 0, 1, 1, 1);
        return new WriteMeasured(plan, null, 0, 0, response, service, 0, null, null);
    }

    private int run(String... arguments) {
        return new WriteLatencyCommand().run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
