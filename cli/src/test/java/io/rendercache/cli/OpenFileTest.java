package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.CacheFileInUseException;
import io.rendercache.EngineProbe;
import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.RunningChild;
import io.rendercache.testing.SelfVerifying;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The file of a cache that another process has open and writes to without pause. Here it is only read, so no lock of
 * that process's is lost by it.
 */
class OpenFileTest {
    private static final int ENTRIES = 40;

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();

    /** Few slots, each changed often; and so many that a copy is of very different moments. */
    @ParameterizedTest
    @CsvSource({"4, 20", "300, 3"})
    void shouldCopyOnlyWholeEntries(int maxEntries, int rounds) throws IOException {
        long copied = 0;
        try (RunningChild writer = write(maxEntries)) {
            for (int round = 0; round < rounds; round++) {
                String where = "round " + round + ", seed " + seed;
                Path copy = folder.resolve("copy");

                Tool.Result result = Tool.run("copy", file(), copy);

                assertTrue(result.code() == 0 || result.code() == 3, () -> where + result);
                assertEquals("0", result.part("left out damaged"), () -> where + result);
                assertEquals(0, Tool.run("verify", "--level=full", copy).code(), where);
                try (BoundedLru<String, byte[]> cache = LiveWriter.open(copy, maxEntries)) {
                    EngineProbe.validate(cache);
                    assertEquals(0, cache.stats().discarded(), where);
                    assertEquals(result.part("copied"), "" + cache.size(), where);
                    cache.asMap().forEach((key, value) -> SelfVerifying.check(key, value, LiveWriter.MAX_VALUE));
                    copied += cache.size();
                    cache.put("another", new byte[7]);
                    EngineProbe.validate(cache);
                }
                Files.delete(copy);
            }
            assertStillHeld(writer, maxEntries);
        }
        long atLeast = (long) maxEntries * rounds / 4;
        long found = copied;
        assertTrue(found > atLeast, () -> found + " copied of " + atLeast + " or more, seed " + seed);
    }

    @Test
    void shouldReadOnlyWholeEntries() throws IOException {
        Set<Object> values = new HashSet<>();
        try (RunningChild writer = write(ENTRIES)) {
            for (int round = 0; round < 5; round++) {
                Tool.Result dump = Tool.run("dump", "--json", file());
                Tool.Result verify = Tool.run("verify", "--level=full", file());
                Tool.Result stat = Tool.run("stat", file());
                Tool.Result info = Tool.run("info", file());

                assertEquals(0, dump.code(), dump::toString);
                assertTrue(verify.code() == 0 || verify.code() == 3, () -> "seed " + seed + verify);
                assertEquals(0, stat.code(), stat::toString);
                assertEquals(0, info.code(), info::toString);
                assertTrue(info.part("holder").startsWith("process " + writer.pid() + " ("), info::toString);
                for (String line : dump.lines()) {
                    Map<?, ?> entry = JsonText.object(line);
                    Object hex = ((Map<?, ?>) entry.get("value")).get("hex");
                    SelfVerifying.check(
                            String.valueOf(entry.get("key")),
                            HexFormat.of().parseHex(String.valueOf(hex)),
                            LiveWriter.MAX_VALUE);
                    values.add(hex);
                }
            }
            assertStillHeld(writer, ENTRIES);
        }
        assertTrue(values.size() > ENTRIES, () -> "the file hardly changed: " + values.size() + " values");
    }

    private void assertStillHeld(RunningChild writer, int maxEntries) {
        String refusal = assertThrows(
                        CacheFileInUseException.class,
                        () -> LiveWriter.open(file(), maxEntries).close())
                .getMessage();

        assertTrue(String.valueOf(refusal).contains("" + writer.pid()), refusal);
    }

    private Path file() {
        return folder.resolve("live.rc");
    }

    /** Returns when a process writes. */
    private RunningChild write(int maxEntries) throws IOException {
        Path own = Files.createDirectory(folder.resolve("child"));
        RunningChild writer = new ChildJvm(LiveWriter.class, own)
                .neededFlags()
                .flags("-XX:TieredStopAtLevel=1", "-Xmx64m")
                .arguments(file().toString(), "" + maxEntries, "" + seed)
                .start();
        writer.awaitLine(LiveWriter.READY);
        return writer;
    }
}
