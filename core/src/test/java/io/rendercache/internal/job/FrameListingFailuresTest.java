package io.rendercache.internal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listing asks the file system, and what it makes of failures and of directories that change meanwhile. */
class FrameListingFailuresTest {
    @TempDir
    Path dir;

    @Test
    void shouldAskAboutOneNameOnly() {
        ScriptedDirectory ascending = new ScriptedDirectory();
        for (int i = 0; i < 1000; i++) {
            ascending.file("frame_" + i + ".png");
        }

        long max = FrameListing.maxFrameIndex(ascending.path());

        assertEquals(999, max);
        assertEquals(List.of("frame_999.png"), ascending.asked());
        assertEquals(1, ascending.listings());
    }

    @Test
    void shouldAskAboutNoNameBelowTheAnswer() {
        ScriptedDirectory mixed = new ScriptedDirectory()
                .file("frame_1.png")
                .directory("frame_8.png")
                .file("frame_3.png")
                .directory("frame_9.png")
                .file("frame_2.png")
                .directory("thumb_10.png");

        long max = FrameListing.maxFrameIndex(mixed.path());

        assertEquals(3, max);
        assertEquals(List.of("frame_9.png", "frame_9.png", "frame_8.png", "frame_3.png"), mixed.asked());
        assertEquals(2, mixed.listings());
        assertEquals(0, mixed.openStreams());
    }

    @Test
    void shouldReadThreeTimesAtMostHoweverManyImpostorsThereAre() {
        ScriptedDirectory mostlyImpostors = new ScriptedDirectory().numberedFiles(300);
        for (int i = 1000; i < 2000; i++) {
            mostlyImpostors.directory("frame_" + i + ".png");
        }

        long max = FrameListing.maxFrameIndex(mostlyImpostors.path());

        assertEquals(300, max);
        assertEquals(3, mostlyImpostors.listings());
        assertTrue(
                mostlyImpostors.asked().size() <= 1 + 2 * 1300,
                () -> mostlyImpostors.asked().size() + " questions");
        assertEquals(0, mostlyImpostors.openStreams());
    }

    @Test
    void shouldFindTheFileWhenManyImpostorsHaveItsIndex() {
        ScriptedDirectory sameIndex = new ScriptedDirectory().file("frame_1.png");
        for (int zeros = 1; zeros < 600; zeros++) {
            String name = "frame_" + "0".repeat(zeros) + "7.png";
            if (zeros == 300) {
                sameIndex.file(name);
            } else {
                sameIndex.directory(name);
            }
        }

        assertEquals(7, FrameListing.maxFrameIndex(sameIndex.path()));
    }

    @Test
    void shouldListAMillionFramesBelowADirectoryInConstantMemory() {
        ChildJvm.Result result = new ChildJvm(MillionFrames.class, dir)
                .flags("-Xmx16m", "-XX:+UseSerialGC")
                .limit(Duration.ofSeconds(120))
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("1000000 after 2 listings", result.stdout().strip(), result::describe);
    }

    /** Lists a million files and one sub-directory with a higher number, in as little heap as it is given. */
    static final class MillionFrames {
        private MillionFrames() {}

        public static void main(String[] args) {
            ScriptedDirectory million =
                    new ScriptedDirectory().numberedFiles(1_000_000).directory("frame_2000000.png");
            long max = FrameListing.maxFrameIndex(million.path());
            System.out.println(max + " after " + million.listings() + " listings");
        }
    }

    @Test
    void shouldAskAboutNothingForFrameZero() {
        ScriptedDirectory onlyZero = new ScriptedDirectory().file("frame_000.png");
        ScriptedDirectory zeroAndFolder =
                new ScriptedDirectory().file("frame_000.png").directory("frame_001.png");

        assertEquals(0, FrameListing.maxFrameIndex(onlyZero.path()));
        assertEquals(0, FrameListing.maxFrameIndex(zeroAndFolder.path()));

        assertEquals(List.of(), onlyZero.asked());
        assertEquals(List.of("frame_001.png", "frame_001.png"), zeroAndFolder.asked());
    }

    @Test
    void shouldReportTooManyOpenFiles() {
        IOException cause = new FileSystemException("frames", null, "Too many open files");
        ScriptedDirectory directory =
                new ScriptedDirectory().file("frame_1.png").failOnOpen(0, cause);

        assertFailure(directory, cause);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldReportAnErrorHalfWay(int entriesRead) {
        IOException cause = new FileSystemException("frames", null, "Input/output error");
        ScriptedDirectory directory =
                new ScriptedDirectory().file("frame_1.png").file("frame_2.png").failWhileReading(0, entriesRead, cause);

        assertFailure(directory, cause);
    }

    @Test
    void shouldReportAnErrorInTheSecondPass() {
        IOException cause = new FileSystemException("frames", null, "Input/output error");
        ScriptedDirectory directory = new ScriptedDirectory()
                .file("frame_1.png")
                .directory("frame_2.png")
                .failWhileReading(1, 1, cause);

        assertFailure(directory, cause);
    }

    @Test
    void shouldReportAFileItMayNotAskAbout() {
        IOException cause = new AccessDeniedException("frames/frame_2.png");
        ScriptedDirectory directory =
                new ScriptedDirectory().file("frame_1.png").failing("frame_2.png", cause);

        assertFailure(directory, cause);
    }

    @Test
    void shouldTakeTheNextFileWhenTheHighestVanishes() {
        ScriptedDirectory directory = new ScriptedDirectory()
                .file("frame_1.png")
                .vanished("frame_3.png")
                .file("frame_2.png");

        assertEquals(2, FrameListing.maxFrameIndex(directory.path()));
    }

    @Test
    void shouldAnswerZeroWhenTheDirectoryVanishesBetweenTwoPasses() {
        ScriptedDirectory directory = new ScriptedDirectory()
                .file("frame_1.png")
                .vanished("frame_2.png")
                .failOnOpen(1, new NoSuchFileException("frames"));

        assertEquals(0, FrameListing.maxFrameIndex(directory.path()));
    }

    @Test
    void shouldAnswerZeroWhenTheDirectoryVanishesHalfWay() {
        ScriptedDirectory directory = new ScriptedDirectory()
                .file("frame_1.png")
                .file("frame_2.png")
                .failWhileReading(0, 1, new NoSuchFileException("frames"));

        assertEquals(0, FrameListing.maxFrameIndex(directory.path()));
        assertEquals(0, directory.openStreams());
    }

    @Test
    void shouldStaySaneWhileTheDirectoryIsDeleted() throws Exception {
        int files = 2000;
        for (int round = 0; round < 3; round++) {
            Path doomed = Files.createDirectory(dir.resolve("doomed"));
            for (int i = 1; i <= files; i++) {
                Files.createFile(doomed.resolve("frame_" + i + ".png"));
            }
            CountDownLatch started = new CountDownLatch(1);
            FutureTask<Void> deleting = new FutureTask<>(() -> {
                started.await();
                for (int i = files; i > 0; i--) {
                    Files.delete(doomed.resolve("frame_" + i + ".png"));
                }
                Files.delete(doomed);
                return null;
            });
            Thread deleter = new Thread(deleting, "deleter");
            deleter.start();

            long before = FrameListing.maxFrameIndex(doomed.toString());
            started.countDown();
            long last = before;
            while (!deleting.isDone()) {
                long now = FrameListing.maxFrameIndex(doomed.toString());
                assertTrue(now <= last, () -> "files only go, yet the highest rose to " + now);
                last = now;
            }

            deleting.get();
            assertEquals(files, before);
            assertEquals(0, FrameListing.maxFrameIndex(doomed.toString()));
        }
    }

    private static void assertFailure(ScriptedDirectory directory, IOException cause) {
        UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> FrameListing.maxFrameIndex(directory.path()));

        assertSame(cause, failure.getCause());
        assertTrue(failure.getMessage().contains("frames"), failure.getMessage());
        assertEquals(0, directory.openStreams());
    }
}
