package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningChildTest {
    @TempDir
    Path folder;

    @Test
    void shouldKillWithoutRunningHooksAfterLineIsSeen() {
        try (RunningChild child = child("READY", "wait").start()) {
            child.awaitLine("READY");

            ChildJvm.Result result = child.kill();

            assertNotEquals(0, result.exitCode(), result::describe);
            assertEquals("not this\nREADY\n", result.stdout().replace("\r", ""));
            assertFalse(isAlive(child));
            assertFalse(Files.exists(folder.resolve("hook-ran")));
        }
    }

    @Test
    void shouldRunHooksOfChildThatEndsByItself() {
        try (RunningChild child = child("READY", "end").start()) {
            child.awaitLine("READY");

            assertEquals(0, child.awaitEnd().exitCode());
            assertTrue(Files.exists(folder.resolve("hook-ran")));
            assertEquals(0, child.kill().exitCode());
        }
    }

    @Test
    void shouldKillOnClose() {
        RunningChild child = child("READY", "wait").start();
        assertTrue(isAlive(child));

        child.close();
        child.close();

        assertFalse(isAlive(child));
    }

    @Test
    void shouldFailWhenChildEndsWithoutTheLine() {
        try (RunningChild child = child("not yet", "end").start()) {
            AssertionError error = assertThrows(AssertionError.class, () -> child.awaitLine("READY"));

            assertTrue(error.getMessage().contains("ended without printing READY"), error.getMessage());
            assertTrue(error.getMessage().contains("not yet"), error.getMessage());
        }
    }

    @Test
    void shouldFailWhenTheLineDoesNotComeInTime() {
        try (RunningChild child =
                child("NOT READY", "wait").limit(Duration.ofMillis(500)).start()) {
            assertThrows(AssertionError.class, () -> child.awaitLine("READY"));
            assertThrows(AssertionError.class, child::awaitEnd);
        }
    }

    private ChildJvm child(String line, String then) {
        return new ChildJvm(Child.class, folder)
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m")
                .arguments(line, then);
    }

    private static boolean isAlive(RunningChild child) {
        return ProcessHandle.of(child.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Prints what it is given, then ends or waits to be killed. */
    static final class Child {
        private Child() {}

        /** Runs in the child. */
        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(Child::leaveTrace));
            System.out.println("not this");
            System.out.println(args[0]);
            if (args[1].equals("wait")) {
                Thread.sleep(Long.MAX_VALUE); // until the parent kills it
            }
        }

        private static void leaveTrace() {
            try {
                Files.createFile(Path.of("hook-ran"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
