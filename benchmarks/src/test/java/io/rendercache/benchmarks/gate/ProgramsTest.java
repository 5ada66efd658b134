package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other programs: missing ones, and what is cited of their output. */
class ProgramsTest {
    @TempDir
    Path folder;

    @Test
    void shouldNameAMissingProgramInOneLine() {
        String message = assertThrows(
                        BadInputException.class,
                        () -> Programs.run(List.of("no-such-program"), folder, folder.resolve("log")))
                .getMessage();

        assertTrue(message.startsWith("'no-such-program' could not be started; install it"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void shouldCiteWhatWasPrinted() throws Exception {
        Path log =
                Files.writeString(folder.resolve("log"), "one\n\n[ERROR] the cause\n[ERROR] see the manual\nlast \n\n");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertEquals("last", Programs.lastLine(log));
        assertEquals("[ERROR] the cause", Programs.complaint(log));
        assertEquals("it printed nothing", Programs.complaint(empty));
        assertEquals("it printed nothing", Programs.lastLine(folder.resolve("none")));
        assertEquals("it printed nothing", Programs.complaint(folder.resolve("none")));
    }
}
