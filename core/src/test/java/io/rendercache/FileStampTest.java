package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(folder.resolve("file"), "12345");
    }

    @Test
    void shouldTellTimesInNanosecondsAndSize() throws IOException {
        long before = LabelFiles.now() - TimeUnit.MINUTES.toNanos(1);
        FileTime time = FileTime.from(Instant.ofEpochSecond(1_580_608_922, 123_456_789));
        Files.setLastModifiedTime(file, time);

        FileStamp stamp = FileStamp.of(file);

        assertEquals(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS), stamp.modifiedNanos());
        assertEquals(1_580_608_922L, TimeUnit.NANOSECONDS.toSeconds(stamp.modifiedNanos()));
        assertEquals(5, stamp.size());
        assertFalse(stamp.isAbsent());
        assertTrue(stamp.changedNanos() == 0 || stamp.changedNanos() > before, stamp::toString);
        assertEquals(stamp, FileStamp.of(file));
    }

    @Test
    void shouldSeeChangeThatSetsModificationTimeBackAndKeepsSize() throws IOException {
        assumeTrue(LabelFiles.noteChangeTime(file), "the file system notes no change time");
        FileTime time = Files.getLastModifiedTime(file);
        FileStamp before = FileStamp.of(file);

        Threads.await("another change time", LIMIT, () -> {
            try {
                Files.writeString(file, "54321");
                Files.setLastModifiedTime(file, time);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return FileStamp.of(file).changedNanos() != before.changedNanos();
        });

        FileStamp after = FileStamp.of(file);
        assertEquals(before.modifiedNanos(), after.modifiedNanos());
        assertEquals(before.size(), after.size());
        assertNotEquals(before, after);
    }

    @Test
    void shouldSeeOtherSizeAndOtherModificationTime() throws IOException {
        FileStamp before = FileStamp.of(file);

        Files.writeString(file, "123456");
        FileStamp longer = FileStamp.of(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        FileStamp older = FileStamp.of(file);

        assertEquals(6, longer.size());
        assertNotEquals(before, longer);
        assertEquals(1_000_000, older.modifiedNanos());
        assertNotEquals(longer, older);
    }

    /** Java itself sets no time beyond 2262, where nanoseconds end. */
    @Test
    void shouldSaturateTimesThatDoNotFit() throws Exception {
        Process touch = new ProcessBuilder("touch", "-d", "2400-01-01T00:00:00Z", file.toString())
                .redirectErrorStream(true)
                .start();
        touch.getInputStream().readAllBytes();
        assumeTrue(touch.waitFor() == 0, "there is no touch -d");
        Instant set = Files.getLastModifiedTime(file).toInstant();
        assumeTrue(set.equals(Instant.parse("2400-01-01T00:00:00Z")), "the file system cannot hold the year 2400");

        assertEquals(Long.MAX_VALUE, FileStamp.of(file).modifiedNanos());
    }

    @Test
    void shouldFollowLinks() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertEquals(FileStamp.of(file), FileStamp.of(link));

        Files.delete(file);

        assertEquals(FileStamp.ABSENT, FileStamp.of(link));
    }

    @Test
    void shouldBeAbsentWhereNothingIs() {
        assertEquals(FileStamp.ABSENT, FileStamp.of(folder.resolve("none")));
        assertEquals(FileStamp.ABSENT, FileStamp.of(folder.resolve("none/deeper")));
        assertEquals(FileStamp.ABSENT, FileStamp.of(file.resolve("inside")));
        assertEquals(FileStamp.ABSENT, FileStamp.of(file.resolve("inside/deeper")));
        assertTrue(FileStamp.ABSENT.isAbsent());
    }

    @Test
    void shouldNotTakeFailureForAbsence() throws IOException {
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        Path tooLong = folder.resolve("x".repeat(5_000));

        for (Path failing : new Path[] {circle, tooLong}) {
            UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> FileStamp.of(failing));
            assertTrue(failure.getMessage().contains(failing.toString()), failure.getMessage());
        }
    }

    @Test
    void shouldDoWithoutChangeTime() throws IOException {
        URI zip = URI.create("jar:" + folder.resolve("some.zip").toUri());
        try (FileSystem withoutChangeTime = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path inZip = Files.writeString(withoutChangeTime.getPath("/file"), "123");

            FileStamp stamp = FileStamp.of(inZip);

            assertEquals(0, stamp.changedNanos());
            assertEquals(3, stamp.size());
            assertEquals(FileStamp.ABSENT, FileStamp.of(withoutChangeTime.getPath("/none")));
        }
    }

    @Test
    void shouldRefuseNegativeSizeOfFileThatIsThere() {
        assertEquals("size must be at least 0, was -1", refused(() -> new FileStamp(1, 0, -1)));
        assertEquals("size must be at least 0, was -1", refused(() -> new FileStamp(0, 1, -1)));
        assertEquals("size must be at least 0, was -2", refused(() -> new FileStamp(0, 0, -2)));
        assertEquals(FileStamp.ABSENT, new FileStamp(0, 0, -1));
        assertEquals(0, new FileStamp(-1, -1, 0).size());
    }

    private static String refused(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
