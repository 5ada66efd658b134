package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.OwnerRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is made, closed, and found again as it was left. */
class RegionFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("cache.dat");
    }

    @Test
    void shouldMakeFileOfZerosAndNothingElse() throws Exception {
        RegionFile made = RegionFiles.open(file);

        try {
            assertTrue(made.isNew());
            assertTrue(made.wasClean());
            assertNull(made.setAside());
            assertEquals(file, made.path());
            assertEquals(RegionFiles.GEOMETRY, made.geometry());
            assertEquals(4096, made.clockOffset());
            assertEquals(8192, made.slotsOffset());
            assertEquals(8192 + 20_480, made.fileBytes());
        } finally {
            made.close(true);
        }
        assertEquals(List.of("cache.dat"), RegionFiles.names(folder));
        assertEquals(8192 + 20_480, Files.size(file));
        byte[] bytes = Files.readAllBytes(file);
        assertArrayEquals(new byte[bytes.length - 4096], Arrays.copyOfRange(bytes, 4096, bytes.length));
    }

    @Test
    void shouldWriteFilesLongerThanOneWrite() throws Exception {
        FileGeometry geometry = RegionFiles.geometry(20_000, 16);

        RegionFile made = RegionFile.open(file, geometry, false, false);
        made.close(true);

        assertEquals(made.fileBytes(), Files.size(file));
        assertTrue(made.fileBytes() > 3 << 20);
    }

    @Test
    void shouldFindWhatWasWrittenThroughMappings() throws Exception {
        RegionFile first = RegionFiles.open(file);
        MappedByteBuffer slots = first.map(first.slotsOffset(), 1000);
        slots.putLong(992, 42);
        first.force();
        first.close(true);

        RegionFile second = RegionFiles.open(file);

        try {
            assertFalse(second.isNew());
            assertEquals(first.seed(), second.seed());
            assertEquals(first.geometry(), second.geometry());
            assertEquals(42, second.map(second.slotsOffset(), 1000).getLong(992));
            assertEquals(42, slots.getLong(992), "the old mapping stays");
        } finally {
            second.close(true);
        }
    }

    @Test
    void shouldDrawAnotherSeedForEachFile() throws Exception {
        RegionFile one = RegionFiles.open(file);
        RegionFile other = RegionFiles.open(folder.resolve("other.dat"));
        one.close(true);
        other.close(true);

        assertNotEquals(one.seed(), other.seed());
    }

    @Test
    void shouldTellWhetherLastHolderClosedItProperly() throws Exception {
        RegionFiles.made(file);

        RegionFile afterClean = RegionFiles.open(file);
        afterClean.close(false);
        RegionFile afterCrash = RegionFiles.open(file);
        afterCrash.close(true);
        RegionFile again = RegionFiles.open(file);
        again.close(true);

        assertTrue(afterClean.wasClean());
        assertFalse(afterCrash.wasClean());
        assertTrue(again.wasClean());
    }

    @Test
    void shouldNotBeCleanAfterNewFileWasLeft() throws Exception {
        RegionFiles.open(file).close(false);

        RegionFile next = RegionFiles.open(file);
        next.close(true);

        assertFalse(next.wasClean());
    }

    @Test
    void shouldMarkFileWithItsHolderWhileOpen() throws Exception {
        long before = System.currentTimeMillis();
        RegionFile made = RegionFiles.open(file);
        OwnerRecord whenMade = markOf(made);
        made.close(true);
        RegionFile opened = RegionFiles.open(file);
        OwnerRecord whenOpened = markOf(opened);
        opened.close(true);

        long pid = ProcessHandle.current().pid();
        assertEquals(new OwnerRecord(HeaderDescriptor.OPEN, pid, whenMade.openedEpochMillis()), whenMade);
        assertEquals(new OwnerRecord(HeaderDescriptor.OPEN, pid, whenOpened.openedEpochMillis()), whenOpened);
        assertTrue(before <= whenMade.openedEpochMillis());
        assertTrue(whenMade.openedEpochMillis() <= whenOpened.openedEpochMillis());
        assertEquals(OwnerRecord.CLOSED, OwnerRecord.decode(ByteBuffer.wrap(Files.readAllBytes(file))));
    }

    /** Through a mapping, for a channel of our own would free the file when it is closed. */
    private static OwnerRecord markOf(RegionFile open) throws IOException {
        return OwnerRecord.decode(open.map(0, HeaderDescriptor.LENGTH));
    }

    @Test
    void shouldCloseOnceAndOpenAtOnceAgain() throws Exception {
        RegionFile first = RegionFiles.open(file);
        first.close(false);

        RegionFile second = RegionFiles.open(file);
        first.close(true);

        try {
            assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
        } finally {
            second.close(false);
        }
        assertThrows(IllegalStateException.class, first::force);
        assertThrows(IllegalStateException.class, () -> first.map(0, 1));
        RegionFile third = RegionFiles.open(file);
        third.close(true);
        assertFalse(third.wasClean(), "the second close(true) of the first was to do nothing");
    }

    @Test
    void shouldRefuseMappingsThatWouldMakeTheFileLonger() throws Exception {
        RegionFile made = RegionFiles.open(file);

        try {
            long length = made.fileBytes();
            assertThrows(IllegalArgumentException.class, () -> made.map(0, length + 1));
            assertThrows(IllegalArgumentException.class, () -> made.map(length, 1));
            assertThrows(IllegalArgumentException.class, () -> made.map(-1, 1));
            assertThrows(IllegalArgumentException.class, () -> made.map(0, -1));
            assertThrows(IllegalArgumentException.class, () -> made.map(0, 1L << 31));
            assertThrows(IllegalArgumentException.class, () -> made.map(Long.MAX_VALUE, 1));
            assertEquals(length, made.map(0, length).capacity());
            assertEquals(length, Files.size(file));
        } finally {
            made.close(true);
        }
    }

    @Test
    void shouldKeepFileThoughTheCallerIsInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        RegionFile made;
        try {
            made = RegionFiles.open(file);
            made.map(0, 8);
            made.force();
            assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is not lost");
        } finally {
            Thread.interrupted();
        }

        made.force();
        assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
        Thread.currentThread().interrupt();
        try {
            made.close(true);
        } finally {
            assertTrue(Thread.interrupted());
        }
        RegionFile again = RegionFiles.open(file);
        again.close(true);
        assertTrue(again.wasClean());
    }

    @Test
    void shouldLetOnlyTheOwnerReadIt() throws Exception {
        FileStore store = Files.getFileStore(folder);
        Assumptions.assumeTrue(store.supportsFileAttributeView("posix"), "no POSIX permissions here");
        StringBuilder whileMade = new StringBuilder();

        RegionFile made = RegionFile.open(file, RegionFiles.GEOMETRY, false, false, (channel, bytes, position) -> {
            for (String name : RegionFiles.names(folder)) {
                whileMade.append(permissions(folder.resolve(name))).append(' ');
            }
            FileCreation.writeFully(channel, bytes, position);
        });
        made.close(true);

        assertEquals("rw------- rw------- rw------- rw------- ", whileMade.toString()); // two files, two writes
        assertEquals("rw-------", permissions(file));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldNameMissingDirectory() {
        NoSuchFileException missing = assertThrows(
                NoSuchFileException.class,
                () -> RegionFiles.open(folder.resolve("nowhere").resolve("cache.dat")));

        String message = String.valueOf(missing.getMessage());
        assertTrue(message.startsWith(folder.resolve("nowhere") + ": "), message);
        assertTrue(message.contains("cache.dat"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void shouldTakeRelativePaths() throws Exception {
        Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());

        RegionFile made = RegionFiles.open(relative);

        made.close(true);
        assertTrue(Files.exists(file));
        assertTrue(made.path().isAbsolute());
    }
}
