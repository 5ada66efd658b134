package io.rendercache.internal.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameListingTest {
    @TempDir
    Path dir;

    @Test
    void shouldFindTheHighestFrame() throws IOException {
        for (int i = 0; i <= 150; i++) {
            file("frame_" + i + ".png");
        }

        assertEquals(150, listed());
    }

    @Test
    void shouldIgnoreOtherNames() throws IOException {
        file("frame_0007.png");
        file("frame_0100.jpg");
        file("Frame_0200.png");
        file("frame_0300.PNG");
        file("thumb_0400.png");
        file("frame_0500.png.bak");
        file("frame_.png");
        file("xframe_0600.png");
        file("frame_-700.png");
        file("frame_+800.png");
        file("frame_9 0.png");
        Files.createDirectory(dir.resolve("frame_0900"));

        assertEquals(7, listed());
    }

    @Test
    void shouldCompareNumbersNotSpellings() throws IOException {
        file("frame_000000000000000000000000000008.png");
        file("frame_9.png");
        file("frame_0010.png");

        assertEquals(10, listed());
    }

    @Test
    void shouldAnswerZeroForFrameZero() throws IOException {
        file("frame_0000.png");

        assertEquals(0, listed());
    }

    @Test
    void shouldAnswerZeroForAnEmptyDirectory() {
        assertEquals(0, listed());
    }

    @Test
    void shouldAnswerZeroForAMissingDirectory() {
        String missing = dir.resolve("missing").resolve("frames").toString();

        assertEquals(0, FrameListing.maxFrameIndex(missing));
    }

    @Test
    void shouldReadTheWorkingDirectoryByEitherName() {
        assertEquals(FrameListing.maxFrameIndex("."), FrameListing.maxFrameIndex(""));
    }

    @Test
    void shouldTakeSixtyFourBits() throws IOException {
        file("frame_4294967296.png");

        assertEquals(4_294_967_296L, listed());
    }

    @Test
    void shouldSkipNumbersThatDoNotFit() throws IOException {
        file("frame_9223372036854775808.png");
        file("frame_99999999999999999999999.png");
        file("frame_3.png");

        assertEquals(3, listed());
    }

    @ParameterizedTest
    @CsvSource({
        "frame_0.png, 0",
        "frame_00.png, 0",
        "frame_9223372036854775807.png, 9223372036854775807",
        "frame_0009223372036854775807.png, 9223372036854775807",
        // Twice 2^64 and a little: wraps round to a small positive number.
        "frame_36893488147419103239.png, -1",
        "frame_9223372036854775808.png, -1",
        "frame_18446744073709551617.png, -1",
        "frame_.png, -1",
        "frame_1.pn, -1",
        "frame_1png, -1",
        "frame_1, -1",
        "frame1.png, -1",
        "frame_1.png.png, -1",
        "frame_1a.png, -1",
        "'', -1",
    })
    void shouldReadTheIndexFromAName(String name, long expected) {
        assertEquals(expected, FrameListing.frameIndex(name, 0));
        assertEquals(expected, FrameListing.frameIndex("/frame_5.png/" + name, 13));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"frame_\u0661.png", "frame_1\uff12.png", "frame_\u0967\u0967.png", "frame_/.png", "frame_:.png"})
    void shouldTakeAsciiDigitsOnly(String name) {
        assertEquals(-1, FrameListing.frameIndex(name, 0));
    }

    @Test
    void shouldNotTakeTheDirectorysNameForAFrame() throws IOException {
        Path nested = Files.createDirectories(dir.resolve("frame_9.png"));
        Files.createFile(nested.resolve("frame_2.png"));

        assertEquals(2, FrameListing.maxFrameIndex(nested.toString()));
    }

    @Test
    void shouldIgnoreSubdirectoryNamedLikeAFrame() throws IOException {
        file("frame_0003.png");
        Files.createDirectory(dir.resolve("frame_0500.png"));

        assertEquals(3, listed());
    }

    @Test
    void shouldFindTheFileBelowManySubdirectories() throws IOException {
        for (int i = 0; i < 200; i++) {
            Files.createDirectory(dir.resolve("frame_" + (1000 + i) + ".png"));
            file("frame_" + i + ".png");
        }

        assertEquals(199, listed());
    }

    @Test
    void shouldAnswerZeroWhenAllFramesAreSubdirectories() throws IOException {
        Files.createDirectory(dir.resolve("frame_0.png"));
        Files.createDirectory(dir.resolve("frame_1.png"));

        assertEquals(0, listed());
    }

    @ParameterizedTest
    @CsvSource({"frame_7.png, frame_007.png", "frame_007.png, frame_7.png"})
    void shouldFindTheFileWhenASubdirectoryHasTheSameIndex(String folder, String file) throws IOException {
        Files.createDirectory(dir.resolve(folder));
        file(file);
        file("frame_1.png");

        assertEquals(7, listed());
    }

    @Test
    void shouldCountALinkToAFile() throws IOException {
        file("frame_1.png");
        link("frame_8.png", dir.resolve("frame_1.png"));
        link("frame_9.png", Path.of("frame_8.png"));

        assertEquals(9, listed());
    }

    @Test
    void shouldIgnoreLinksThatLeadToNoFile() throws IOException {
        file("frame_1.png");
        link("frame_5.png", dir);
        link("frame_6.png", dir.resolve("missing"));
        link("frame_7.png", Path.of("frame_6.png"));

        assertEquals(1, listed());
    }

    @Test
    void shouldIgnoreLinksInACircle() throws IOException {
        file("frame_1.png");
        link("frame_7.png", Path.of("frame_8.png"));
        link("frame_8.png", Path.of("frame_7.png"));
        link("frame_9.png", Path.of("frame_9.png"));

        assertEquals(1, listed());
    }

    @Test
    void shouldIgnoreALinkToAPathInsideAFile() throws IOException {
        Path file = file("frame_1.png");
        link("frame_8.png", file.resolve("x").resolve("y"));
        link("frame_9.png", Path.of("frame_8.png"));

        assertEquals(1, listed());
    }

    @Test
    void shouldReportALinkItCannotFollow() throws IOException {
        file("frame_1.png");
        link("frame_9.png", Path.of("x".repeat(300)));

        UncheckedIOException failure = assertThrows(UncheckedIOException.class, this::listed);

        assertTrue(failure.getMessage().contains("frame_9.png"), failure.getMessage());
    }

    @Test
    void shouldFollowALinkToTheDirectory() throws IOException {
        Path target = Files.createDirectory(dir.resolve("target"));
        Files.createFile(target.resolve("frame_4.png"));
        link("link", target);

        assertEquals(4, FrameListing.maxFrameIndex(dir.resolve("link").toString()));
    }

    @Test
    void shouldRefuseAFileInPlaceOfTheDirectory() throws IOException {
        String path = file("frame_1.png").toString();

        UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> FrameListing.maxFrameIndex(path));

        assertInstanceOf(NotDirectoryException.class, failure.getCause());
        assertTrue(failure.getMessage().contains(path), failure.getMessage());
    }

    @Test
    void shouldReportAnUnreadableDirectory() throws IOException {
        Path closed = Files.createDirectory(dir.resolve("closed"));
        Files.createFile(closed.resolve("frame_1.png"));
        assumeTrue(closed.toFile().setReadable(false), "the platform has no such permission");
        assumeFalse(Files.isReadable(closed), "this user may read everything");

        UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> FrameListing.maxFrameIndex(closed.toString()));

        assertTrue(failure.getMessage().contains(closed.toString()), failure.getMessage());
    }

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

    private long listed() {
        return FrameListing.maxFrameIndex(dir.toString());
    }

    private Path file(String name) throws IOException {
        return Files.createFile(dir.resolve(name));
    }

    private void link(String name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(dir.resolve(name), target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            assumeTrue(false, () -> "no symbolic links here: " + e);
        }
    }
}
