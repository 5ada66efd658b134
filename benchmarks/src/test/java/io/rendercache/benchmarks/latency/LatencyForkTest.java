package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.results.Json;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyForkTest {
    @Test
    void shouldEndWhenNobodyIsLeftToRead(@TempDir Path folder) throws Exception {
        Process fork = Forks.fork("-Xmx256m").directory(folder.toFile()).start();
        try (BufferedReader out = fork.inputReader(StandardCharsets.UTF_8)) {
            Writer in = fork.outputWriter(StandardCharsets.UTF_8);
            in.write(Json.line(new Plan("bounded-lru", 1_000, 1_000, 1, 1, 1, 86_400, 0, 10, false, "")) + "\n");
            in.flush();
            String said = out.readLine();
            while (said != null && !said.startsWith(LatencyFork.PROGRESS)) {
                said = out.readLine();
            }

            in.close();

            assertTrue(fork.waitFor(60, TimeUnit.SECONDS), "still runs");
            assertEquals(LatencyFork.ABANDONED, fork.exitValue());
        } finally {
            fork.destroyForcibly();
        }
    }
}
