package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
    @TempDir
    Path folder;

    @Test
    void shouldReturnExitCodeAndBothStreams() {
        ChildJvm.Result result = new ChildJvm(Child.class, folder)
                .flags("-Dgreeting=hello")
                .arguments("3")
                .run();

        assertEquals(3, result.exitCode(), result.describe());
        assertEquals("hello", result.stdout().strip());
        assertEquals("oops", result.stderr().strip());
        assertEquals(List.of(), result.crashFiles());
    }

    @Test
    void shouldReportCrashFile() throws Exception {
        Files.createFile(folder.resolve("hs_err_pid1.log"));

        ChildJvm.Result result =
                new ChildJvm(Child.class, folder).arguments("0").run();

        assertEquals(List.of("hs_err_pid1.log"), result.crashFiles());
    }

    @Test
    void shouldLeavePartsOfTheClassPathOut() {
        ChildJvm.Result result = new ChildJvm(ClassPath.class, folder).run();
        ChildJvm.Result without =
                new ChildJvm(ClassPath.class, folder).without("xz-").run();

        assertTrue(result.stdout().contains("xz-"), result::describe);
        assertTrue(!without.stdout().contains("xz-") && !without.stdout().isBlank(), without::describe);
        assertThrows(IllegalArgumentException.class, () -> new ChildJvm(ClassPath.class, folder).without("no-such"));
    }

    @Test
    void shouldKillAfterTimeLimit() {
        ChildJvm child = new ChildJvm(Child.class, folder).arguments("-1").limit(Duration.ofMillis(500));

        AssertionError error = assertThrows(AssertionError.class, child::run);

        assertTrue(error.getMessage().contains("had not ended"), error.getMessage());
    }

    /** Prints its class path. */
    static final class ClassPath {
        private ClassPath() {}

        /** Runs in the child. */
        public static void main(String[] args) {
            System.out.println(System.getProperty("java.class.path"));
        }
    }

    /** Exits with the code it is given, or never if that is negative. */
    static final class Child {
        private Child() {}

        /** Runs in the child. */
        public static void main(String[] args) throws InterruptedException {
            System.out.println(System.getProperty("greeting"));
            System.err.println("oops");
            int code = Integer.parseInt(args[0]);
            if (code < 0) {
                RunningChild.waitToBeKilled();
            }
            System.exit(code);
        }
    }
}
