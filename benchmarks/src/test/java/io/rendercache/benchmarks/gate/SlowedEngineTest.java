package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.rendercache.benchmarks.Launcher;
import io.rendercache.benchmarks.caches.Implementation.Names;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * The layer of speed, with real forks of the real engine: one side has the engine's hit path compiled anew with a delay
 * in it, many times what a hit takes, so that no noise hides it. Asserted is what the gate answers, never a time.
 */
@EnabledOnJre(value = JRE.JAVA_17, disabledReason = "half a minute of forks is run once, on the oldest JDK")
class SlowedEngineTest {
    private static final Path HIT_PATH = Path.of("io", "rendercache", "internal", "lru", "ReadPath.java");
    private static final String LOOKUP = "C copy = copy(key, reader, true);";

    /** About a microsecond, where a hit takes some hundredths of one. */
    private static final String DELAY = " if (copy != null) { org.openjdk.jmh.infra.Blackhole.consumeCPU(500); }";

    private static final List<String> SHORT = List.of("-wi", "2", "-w", "50ms", "-i", "2", "-r", "20ms");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldCatchADelayInTheHitPath() throws Exception {
        String asShipped = System.getProperty("java.class.path");

        int exitCode = gate(slowedEngine() + File.pathSeparator + asShipped, asShipped);

        assertEquals(1, exitCode, out + "" + err);
    }

    @Test
    void shouldNotFindTheEngineSlowerThanItself() throws Exception {
        String asShipped = System.getProperty("java.class.path");

        int exitCode = gate(asShipped, asShipped);

        assertNotEquals(1, exitCode, out + "" + err);
        assertNotEquals(4, exitCode, out + "" + err);
        assertNotEquals(2, exitCode, out + "" + err);
    }

    private int gate(String classPath, String otherClassPath) throws IOException {
        Map<String, List<String>> commands = Map.of("this", command(classPath), "other", command(otherClassPath));
        return new GateCommand(Facts.asShipped(), new JmhForks(commands, false, folder))
                .run(
                        new String[] {"--against", "the other side", "--pairs", "8"},
                        new PrintWriter(out, true),
                        new PrintWriter(err, true));
    }

    private static List<String> command(String classPath) {
        return SpeedRun.command(
                List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, Launcher.class.getName()),
                "GetHit.getHit",
                Names.BOUNDED_LRU,
                SHORT);
    }

    /** Compiles the engine's hit path with the delay and returns the folder of its classes. */
    private Path slowedEngine() throws IOException {
        String source =
                Files.readString(Path.of("..", "core", "src", "main", "java").resolve(HIT_PATH));
        assertEquals(2, source.split(Pattern.quote(LOOKUP), -1).length, "hits are looked up elsewhere now");
        Path slowed = folder.resolve("src").resolve(HIT_PATH);
        Files.createDirectories(slowed.getParent());
        Files.writeString(slowed, source.replace(LOOKUP, LOOKUP + DELAY));
        Path classes = Files.createDirectory(folder.resolve("slowed"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        slowed.toString());
        assertEquals(0, failed, "the slowed engine does not compile");
        return classes;
    }
}
