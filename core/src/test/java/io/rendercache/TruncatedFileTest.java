package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mapped file that is truncated while it is open: clear exceptions, and a close that releases it. */
class TruncatedFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+TieredCompilation", "-Xint", "-XX:TieredStopAtLevel=1"})
    void shouldNameTheTruncatedFileInEveryCallAndReleaseItOnClose(String mode) {
        ChildJvm.Result result = new ChildJvm(TruncatedFile.class, folder)
                .neededFlags()
                .flags("-Xmx256m", mode)
                .arguments(folder.toAbsolutePath().toString())
                .run();

        assertEquals("end", result.stdout().strip(), result::describe);
        assertEquals(0, result.exitCode(), result::describe);
    }
}
