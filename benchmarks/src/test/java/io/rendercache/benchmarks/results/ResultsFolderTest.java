package io.rendercache.benchmarks.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
    private static final Environment HERE =
            new Environment("2026-11-21", "AMD EPYC", 2, "24 GiB", "Linux", "17", List.of("-Xmx1g"), null);

    record Sample(String name, @Nullable Long missing, double number, List<Integer> list) {}

    @Test
    void shouldMakeTheFolderWithItsEnvironment(@TempDir Path root) throws IOException {
        Path path = root.resolve("a/run");

        ResultsFolder.open(path, HERE, false);

        assertEquals(HERE, Json.read(path.resolve("env.json"), Environment.class));
    }

    @Test
    void shouldRefuseFilesOfAnEarlierRunUnlessForced(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("latency.json"), "earlier");

        IOException refusal = assertThrows(
                ResultsExistException.class,
                () -> ResultsFolder.open(root, HERE, false).file("latency.json"));

        assertTrue(refusal.getMessage().contains("--force"), refusal.getMessage());
        assertEquals(
                root.resolve("latency.json"),
                ResultsFolder.open(root, HERE, true).file("latency.json"));
        assertEquals(
                root.resolve("other.json"),
                ResultsFolder.open(root, HERE, false).file("other.json"));
    }

    @Test
    void shouldRefuseTheFolderOfAnotherMachine(@TempDir Path root) throws IOException {
        ResultsFolder.open(root, HERE, false);
        Environment other = new Environment("2026-11-22", "AMD EPYC", 4, "24 GiB", "Linux", "17", List.of(), null);

        assertThrows(ResultsExistException.class, () -> ResultsFolder.open(root, other, false));
        assertEquals(HERE, Json.read(root.resolve("env.json"), Environment.class));
    }

    @Test
    void shouldNameTheFolderAfterDayMachineAndJdk() {
        String name = HERE.folderName();

        assertEquals("2026-11-21-epyc-2-cores-jdk" + Runtime.version().feature(), name);
        assertEquals("xeon-gold-6338", Environment.machineName("Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz"));
        assertEquals("unknown", Environment.machineName("CPU"));
    }

    @Test
    void shouldKeepPathsOutOfTheEnvironment() {
        List<String> flags = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xmx1g", "-Xlog:gc:/home/me/gc");

        assertEquals(flags.subList(0, 2), Environment.withoutPaths(flags));
        assertFalse(Json.pretty(Environment.here(flags)).contains(System.getProperty("user.dir")));
    }

    @Test
    void shouldReadWhatItWrote(@TempDir Path root) throws IOException {
        Sample sample = new Sample("<a> & 'b'", null, 1.5, List.of(1, 2));
        Path file = root.resolve("sample.json");

        Json.write(file, sample);

        assertEquals(sample, Json.read(file, Sample.class));
        assertEquals(sample, Json.parse(Json.line(sample), Sample.class, "a line"));
        assertEquals(1, Json.line(sample).lines().count());
    }

    @Test
    void shouldNameTheFileThatIsNoJson(@TempDir Path root) throws IOException {
        Path file = Files.writeString(root.resolve("bad.json"), "{\"number\": [");
        Path empty = Files.writeString(root.resolve("empty.json"), "");

        String message = assertThrows(IOException.class, () -> Json.read(file, Sample.class))
                .getMessage();

        assertTrue(message.startsWith(file.toString()), message);
        assertEquals(1, message.lines().count(), message);
        assertThrows(IOException.class, () -> Json.read(empty, Sample.class));
    }
}
