package io.rendercache.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.rendercache.benchmarks.Launcher;
import io.rendercache.benchmarks.results.Json;
import io.rendercache.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.ScalarResult;

class CpuProfilerTest {
    @Test
    void shouldDivideTheProcessorTimeByTheOperations() {
        List<ScalarResult> results = CpuProfiler.of(3_000, 200);

        assertEquals(1, results.size());
        assertEquals("cpu", results.get(0).getLabel());
        assertEquals(15.0, results.get(0).getScore());
        assertEquals("ns/op", results.get(0).getScoreUnit());
        assertEquals(List.of(), CpuProfiler.of(3_000, 0));
    }

    @Test
    void shouldCountTheWorkOfOtherThreadsToo(@TempDir Path folder) throws Exception {
        ChildJvm.Result run = new ChildJvm(Launcher.class, folder)
                .neededFlags()
                .largeValueFlags()
                .arguments("HelpedBenchmark", "-f", "0", "-wi", "0", "-i", "3", "-r", "300ms", "-prof", "cpu")
                .arguments("-rf", "json", "-rff", folder.resolve("jmh.json").toString())
                .run();

        assertEquals(0, run.exitCode(), run.describe());
        JsonObject result =
                Json.read(folder.resolve("jmh.json"), JsonArray.class).get(0).getAsJsonObject();
        double waited = result.getAsJsonObject("primaryMetric").get("score").getAsDouble();
        JsonObject cpu = result.getAsJsonObject("secondaryMetrics").getAsJsonObject("cpu");
        assertEquals("ns/op", cpu.get("scoreUnit").getAsString());
        // The caller sleeps nearly all of the time; the helper computes nearly as long.
        assertTrue(cpu.get("score").getAsDouble() > 0.2 * waited, run.describe());
        assertTrue(cpu.get("score").getAsDouble() < 3 * waited, run.describe());
    }
}
