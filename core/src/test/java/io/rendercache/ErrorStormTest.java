package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors that a thread meets anywhere inside a cache leave it whole: nobody hangs, no value is wrong, no slot is lost.
 * The campaign has as many storms as {@code -Drendercache.storms} says.
 */
class ErrorStormTest {
    /** The system property with the number of storms of stack overflows in each mode. */
    private static final String STORMS_PROPERTY = "rendercache.storms";

    private static final int STORMS = 32;

    @TempDir
    Path folder;

    /** The mode is a flag of the JVM, or {@code mixed} for none; unchecked memory is that of production. */
    @ParameterizedTest(name = "{0}, memory checks {1}")
    @CsvSource({
        "mixed, true",
        "mixed, false",
        "-Xint, false",
        "-XX:TieredStopAtLevel=1, true",
        "-XX:TieredStopAtLevel=1, false"
    })
    void shouldStayWholeWhereverTheStackEnds(String mode, boolean memoryChecks) {
        List<String> flags = new ArrayList<>(List.of("-Xmx256m", "-Drendercache.memoryChecks=" + memoryChecks));
        if (!mode.equals("mixed")) {
            flags.add(mode);
        }
        run("stack", storms() / 2, flags);
    }

    @ParameterizedTest(name = "memory checks {0}")
    @ValueSource(booleans = {true, false})
    void shouldStayWholeWhereverAThreadIsStopped(boolean memoryChecks) {
        assumeTrue(ErrorStorm.canStop(), "Thread.stop throws UnsupportedOperationException since Java 20");

        run("stop", storms() / 5, List.of("-Xmx256m", "-Drendercache.memoryChecks=" + memoryChecks));
    }

    @Test
    void shouldStayWholeWhereverTheHeapIsFull() {
        // So small that it is full soon, and collected soon.
        run("heap", storms() / 16, List.of("-Xmx16m", "-XX:+UseSerialGC", "-Drendercache.memoryChecks=false"));
    }

    /** So that the check is known to find nothing where there is nothing. */
    @Test
    void shouldFindNothingWithoutErrors() {
        run("calm", storms() / 2, List.of("-Xmx256m", "-Drendercache.memoryChecks=true"));
    }

    private static int storms() {
        return Rounds.of(Integer.getInteger(STORMS_PROPERTY, STORMS));
    }

    private void run(String kind, int storms, List<String> flags) {
        int atLeastOneOfEach = Math.max(Rounds.of(8) < 8 ? 4 : 8, storms);

        ChildJvm.Result result = new ChildJvm(ErrorStorm.class, folder)
                .neededFlags()
                .flags(flags.toArray(String[]::new))
                .arguments(folder.toString(), kind, "" + atLeastOneOfEach, "" + System.nanoTime())
                .limit(Duration.ofSeconds(120 + 10L * atLeastOneOfEach))
                .run();

        assertEquals(List.of(), result.crashFiles(), result::describe);
        assertEquals(0, result.exitCode(), result::describe);
    }
}
