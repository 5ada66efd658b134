package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void shouldKillSomeTimeAfterTheLine() throws IOException {
        Path lock = folder.resolve("lock");
        long start = System.nanoTime();

        ChildJvm.Result result = new ChildJvm(LockHolder.class, folder)
                .arguments(lock.toString())
                .killAfter("READY", Duration.ofMillis(50));

        assertTrue(System.nanoTime() - start >= Duration.ofMillis(50).toNanos());
        assertNotEquals(0, result.exitCode(), result::describe);
        assertTrue(isFree(lock));
        assertFalse(Files.readString(lock).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"wait, 0, printed more than READY", "end, 60000, ended by itself"})
    void shouldFailWhereTheKilledChildPrintsMoreOrEndsByItself(String then, long millis, String message) {
        ChildJvm child = child("READY", then);

        AssertionError error =
                assertThrows(AssertionError.class, () -> child.killAfter("READY", Duration.ofMillis(millis)));

        assertTrue(error.getMessage().contains(message), error.getMessage());
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

    @Test
    void shouldEndWhenItsParentIsKilled() throws IOException {
        Path lock = folder.resolve("lock");
        try (RunningChild parent =
                new ChildJvm(Parent.class, folder).arguments(lock.toString()).start()) {
            parent.awaitLine("READY");
            assertFalse(isFree(lock));

            parent.kill();

            try {
                Threads.await("the end of the child", Duration.ofSeconds(30), () -> isFree(lock));
            } finally {
                // An orphan, if the child did not end.
                long pid = Long.parseLong(Files.readString(lock));
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /**
     * Returns whether no process has the lock; unlike a process id, a lock is released before anybody reaps the
     * process.
     */
    private static boolean isFree(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** Starts a child that takes the lock, and waits to be killed. */
    static final class Parent {
        private Parent() {}

        /** Runs in the child. */
        public static void main(String[] args) throws Exception {
            Path folder = Files.createTempDirectory(Path.of("."), "child");
            try (RunningChild child =
                    new ChildJvm(LockHolder.class, folder).arguments(args[0]).start()) {
                child.awaitLine("READY");
                System.out.println("READY");
                RunningChild.waitToBeKilled();
            }
        }
    }

    /** Writes its process id into a file, locks it, and waits for the end of its parent. */
    static final class LockHolder {
        private LockHolder() {}

        /** Runs in the child of the child. */
        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            Files.writeString(file, String.valueOf(ProcessHandle.current().pid()));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.println("READY");
                RunningChild.waitToBeKilled();
            }
        }
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
                RunningChild.waitToBeKilled();
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
