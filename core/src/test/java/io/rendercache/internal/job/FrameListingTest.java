package io.rendercache.internal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
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
