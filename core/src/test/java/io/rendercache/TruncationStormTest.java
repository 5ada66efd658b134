package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of an open cache is cut off: each call works or says so, closing returns, and the JVM lives. */
class TruncationStormTest {
    private static final int CACHES = 24;

    @TempDir
    Path folder;

    /** How code runs decides where a fault beyond the end of a file shows. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+TieredCompilation", "-Xint", "-XX:TieredStopAtLevel=1"})
    void shouldSayThatTheFileIsTruncatedWhereverACallMeetsTheEnd(String mode) {
        List<String> flags = new ArrayList<>(List.of("-Xmx256m", mode));

        ChildJvm.Result result = new ChildJvm(TruncationStorm.class, folder)
                .neededFlags()
                .flags(flags.toArray(String[]::new))
                .arguments(folder.toString(), "" + Math.max(8, Rounds.of(CACHES)), "" + System.nanoTime())
                .limit(Duration.ofMinutes(5))
                .run();

        assertEquals(List.of(), result.crashFiles(), result::describe);
        assertEquals(0, result.exitCode(), result::describe);
    }
}
