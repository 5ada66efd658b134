package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.Launcher;
import io.rendercache.benchmarks.caches.Implementation.Names;
import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.RunningChild;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A gate that is told to end in the midst of a fork takes its forks and its folder with it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no SIGTERM there: destroy() kills, and no hook runs")
class CtrlCTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldEndItsForksAndRemoveItsFolder() throws Exception {
        ChildJvm gate = new ChildJvm(GateOfEndlessForks.class, folder)
                .flags("-Djava.io.tmpdir=" + folder)
                .limit(LIMIT);

        try (RunningChild child = gate.start()) {
            ProcessHandle process = ProcessHandle.of(child.pid()).orElseThrow();
            // JMH, and the JVM that it measures in.
            Threads.await("a fork", LIMIT, () -> process.descendants().count() == 2);
            List<ProcessHandle> forks = process.descendants().toList();
            assertEquals(1, workspaces());
            try {
                process.destroy();
                ChildJvm.Result result = child.awaitEnd();

                for (ProcessHandle fork : forks) {
                    Threads.await("the end of " + fork.pid(), LIMIT, () -> !fork.isAlive());
                }
                assertEquals(0, workspaces(), result::describe);
                assertTrue(result.exitCode() >= 128, result::describe);
            } finally {
                forks.forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    private long workspaces() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("rendercache-gate-"))
                    .count();
        }
    }

    /** A gate whose first fork would take an hour. */
    static final class GateOfEndlessForks {
        private GateOfEndlessForks() {}

        public static void main(String[] args) throws IOException {
            List<String> command = SpeedRun.command(
                    List.of("-cp", System.getProperty("java.class.path"), Launcher.class.getName()),
                    "GetHit.getHit",
                    Names.BOUNDED_LRU,
                    List.of("-wi", "1", "-w", "3600s"));
            try (Workspace workspace = new Workspace()) {
                Forks forks = new JmhForks(Map.of("this", command, "other", command), false, workspace.path());
                System.exit(new GateCommand(Facts.asShipped(), forks).run("--against", "the other side"));
            }
        }
    }
}
