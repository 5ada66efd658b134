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
import java.util.HashSet;
import java.util.Set;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--impl guava, 'guava'",
        "--impl frame-dir, 'frame-dir'",
        "--capacity 99, '--capacity: 99 '",
        "--capacity many, 'many'",
        "--rate 0, '--rate: 0 '",
        "--readers 0, '--readers: 0 '",
        "--writers -1, '--writers: -1 '",
        "--seconds 0, '--seconds: 0 '",
        "--warmup-seconds -1, '--warmup-seconds: -1 '",
        "--search-seconds 0, '--search-seconds: 0 '",
        "--mix 0, '--mix: 0.0 '",
        "--mix NaN, '--mix: NaN '",
        "--heap lots, 'lots'",
        "--working-set 501, '--working-set: 501 '",
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

        assertTrue(out.toString().contains("--smallest-heap"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldRefuseToWriteOverAnEarlierRun(@TempDir Path folder) throws IOException {
        Path earlier = Files.writeString(folder.resolve("latency-bounded-lru-1000.hgrm"), "earlier");

        int code = run("--impl", "bounded-lru", "--capacity", "1000", "--seconds", "1", "--out", folder.toString());

        assertEquals(2, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("--force"), err.toString());
        assertEquals("earlier", Files.readString(earlier));
    }

    @Test
    void shouldSayWhyAForkFailed(@TempDir Path folder) {
        int code = run("--impl", "bounded-lru", "--capacity", "1000", "--heap", "1m", "--out", folder.toString());

        assertEquals(1, code);
        assertTrue(err.toString().contains("-Xmx1m"), err.toString());
        assertTrue(err.toString().contains("heap"), err.toString());
    }

    @Test
    void shouldMeasureAndWriteFilesThatCanBeRead(@TempDir Path folder) throws IOException {
        int code = run(
                "--impl",
                "bounded-lru",
                "--capacity",
                "1000",
                "--rate",
                "20000",
                "--readers",
                "1",
                "--writers",
                "1",
                "--seconds",
                "1",
                "--warmup-seconds",
                "0",
                "--heap",
                "256m",
                "--out",
                folder.toString());

        assertEquals(0, code, err.toString());
        LatencySummary summary = Json.read(folder.resolve("latency.json"), LatencySummary.class);
        Measured run = summary.runs().get(0);
        assertEquals(20_000, run.hits() + run.misses() + run.unserved());
        assertEquals(run.hits() + run.unserved(), run.response().samples());
        assertEquals(run.hits(), run.service().samples());
        assertTrue(run.insertsPerSecond() > 0);
        assertNotNull(run.gc());
        assertNotNull(run.jitter());
        assertTrue(run.jitter().samples() > 0);
        assertEquals("", run.plan().files());
        assertEquals(run.response().samples(), logged(folder, "response"));
        assertEquals(run.service().samples(), logged(folder, "service"));
        assertTrue(Files.readString(folder.resolve("latency-bounded-lru-1000.hgrm"))
                .contains("Percentile"));
        assertTrue(Files.exists(folder.resolve("latency-bounded-lru-1000-service.hgrm")));
        assertTrue(out.toString().contains("response p50"), out.toString());
    }

    private static long logged(Path folder, String tag) throws IOException {
        long samples = 0;
        Set<String> tags = new HashSet<>();
        try (HistogramLogReader log = new HistogramLogReader(
                folder.resolve("latency-bounded-lru-1000.hlog").toFile())) {
            for (EncodableHistogram each = log.nextIntervalHistogram();
                    each != null;
                    each = log.nextIntervalHistogram()) {
                tags.add(each.getTag());
                if (tag.equals(each.getTag())) {
                    samples += ((Histogram) each).getTotalCount();
                }
            }
        }
        assertEquals(Set.of("response", "service"), tags);
        return samples;
    }

    private int run(String... arguments) {
        return new LatencyCommand().run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
