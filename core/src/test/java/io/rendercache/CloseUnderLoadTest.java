package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing a cache that is in use ends in exceptions, never in a crash. */
class CloseUnderLoadTest {
    @TempDir
    Path folder;

    /** With the checks of the tests, which say what went wrong, and without them, as in production. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAndNotCrashWhenClosedUnderLoad(boolean memoryChecks) {
        ChildJvm.Result result = new ChildJvm(CloseUnderLoad.class, folder)
                .neededFlags()
                .flags("-Xmx256m", "-Drendercache.memoryChecks=" + memoryChecks)
                .arguments("3000", String.valueOf(System.nanoTime()))
                .limit(Duration.ofSeconds(90))
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals(List.of(), result.crashFiles(), result::describe);
    }
}
