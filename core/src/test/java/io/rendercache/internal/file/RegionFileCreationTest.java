package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new file is there whole or not at all; what is in its way is taken, set aside or left alone. */
class RegionFileCreationTest {
    private static final FileGeometry LARGE = RegionFiles.geometry(20_000, 16);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("cache.dat");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, HeaderDescriptor.LENGTH, HeaderDescriptor.LENGTH + (1 << 20)})
    void shouldLeaveNothingWhereTheDiskIsFull(long fullFrom) throws Exception {
        long needed = FileHeader.of(LARGE, 1, 2).fileBytes();

        IOException full = assertThrows(
                IOException.class,
                () -> RegionFile.open(file, LARGE, false, false, (channel, bytes, position) -> {
                    if (position >= fullFrom) {
                        throw new IOException("No space left on device");
                    }
                    FileCreation.writeFully(channel, bytes, position);
                }));

        assertSaysWhatIsNeeded(full, needed);
        assertEquals(List.of(), RegionFiles.names(folder));
        RegionFile.open(file, LARGE, false, false).close(true);
        assertEquals(needed, Files.size(file));
    }

    @Test
    void shouldLeaveNothingWhereMakingEndsInAnError() throws Exception {
        assertThrows(
                OutOfMemoryError.class,
                () -> RegionFile.open(file, LARGE, false, false, (channel, bytes, position) -> {
                    throw new OutOfMemoryError("made up");
                }));

        assertEquals(List.of(), RegionFiles.names(folder));
        RegionFiles.open(file).close(true);
    }

    @Test
    void shouldLeaveNothingOnADiskThatIsReallyFull() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("small"));
        Assumptions.assumeTrue(ran("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString()), "cannot mount");
        try {
            Path onSmallDisk = mount.resolve("cache.dat");

            IOException full = assertThrows(IOException.class, () -> RegionFile.open(onSmallDisk, LARGE, false, false));

            assertSaysWhatIsNeeded(full, FileHeader.of(LARGE, 1, 2).fileBytes());
            assertEquals(List.of(), RegionFiles.names(mount));
            RegionFiles.open(onSmallDisk).close(true);
        } finally {
            assertTrue(ran("umount", mount.toString()));
        }
    }

    private static boolean ran(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void assertSaysWhatIsNeeded(IOException full, long needed) {
        String message = String.valueOf(full.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains("cache.dat"), message);
        assertTrue(message.contains(needed + " bytes"), message);
        assertTrue(message.contains("No space left"), message);
    }

    @Test
    void shouldTakeEmptyFileForNone() throws Exception {
        Files.createFile(file);

        RegionFile made = RegionFiles.open(file);
        made.close(true);

        assertTrue(made.isNew());
        assertEquals(made.fileBytes(), Files.size(file));
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void shouldDeleteLeftoversOfItsOwnNameOnly() throws Exception {
        Files.writeString(folder.resolve("cache.dat.creating-0123456789abcdef"), "left by a killed creator");
        List<String> others = List.of(
                "cache.dat.creating-",
                "cache.dat.creating-0123456789ABCDEF",
                "cache.dat.creating-0123456789abcdef0",
                "cache.dat2.creating-0123456789abcdef",
                "other.cache.dat.creating-0123456789abcdef");
        for (String other : others) {
            Files.writeString(folder.resolve(other), "somebody else's");
        }
        Files.createDirectory(folder.resolve("cache.dat.creating-aaaaaaaaaaaaaaaa"));

        RegionFiles.open(file).close(true);

        List<String> names = RegionFiles.names(folder);
        assertFalse(names.contains("cache.dat.creating-0123456789abcdef"), names::toString);
        assertTrue(names.containsAll(others), names::toString);
        assertEquals(others.size() + 2, names.size(), names::toString);
    }

    @Test
    void shouldNotDeleteLeftoverLookalikeThatIsOpen() throws Exception {
        Path lookalike = folder.resolve("cache.dat.creating-0123456789abcdef");
        RegionFile open = RegionFiles.open(lookalike);

        try {
            RegionFiles.open(file).close(true);

            assertTrue(Files.exists(lookalike));
        } finally {
            open.close(true);
        }
    }

    @Test
    void shouldStartOverWhereTheEmptyFileIsTakenAwayMeanwhile() throws Exception {
        int[] writes = new int[1];

        RegionFile made = RegionFile.open(file, RegionFiles.GEOMETRY, false, false, (channel, bytes, position) -> {
            if (writes[0]++ == 0) {
                Files.delete(file);
            }
            FileCreation.writeFully(channel, bytes, position);
        });
        made.close(true);

        assertEquals(4, writes[0]);
        assertEquals(List.of("cache.dat"), RegionFiles.names(folder));
    }

    @Test
    void shouldNeverReplaceFileThatCameInBetween() throws Exception {
        RegionFile[] other = new RegionFile[1];

        assertThrows(
                FileInUseException.class,
                () -> RegionFile.open(file, RegionFiles.GEOMETRY, false, false, (channel, bytes, position) -> {
                    if (other[0] == null) {
                        Files.delete(file);
                        other[0] = RegionFiles.open(file);
                    }
                    FileCreation.writeFully(channel, bytes, position);
                }));

        other[0].map(other[0].slotsOffset(), 8).putLong(0, 42);
        other[0].close(true);
        RegionFile again = RegionFiles.open(file);
        assertEquals(42, again.map(again.slotsOffset(), 8).getLong(0));
        again.close(true);
        assertEquals(List.of("cache.dat"), RegionFiles.names(folder));
    }

    @Test
    void shouldGiveUpWhereTheEmptyFileIsTakenAwayAgainAndAgain() throws Exception {
        IOException refused = assertThrows(
                IOException.class,
                () -> RegionFile.open(
                        file, RegionFiles.GEOMETRY, false, false, (channel, bytes, at) -> Files.deleteIfExists(file)));

        assertTrue(String.valueOf(refused.getMessage()).contains("again and again"), refused.getMessage());
        assertEquals(List.of(), RegionFiles.names(folder));
    }

    @Test
    void shouldSetIncompatibleFileAsideAndKeepItsBytes() throws Exception {
        Files.writeString(file, "not a cache");
        Files.writeString(folder.resolve("cache.dat.incompatible-1"), "an older one");
        Files.createDirectory(folder.resolve("cache.dat.incompatible-2"));

        RegionFile made = RegionFiles.recreate(file);
        made.close(true);

        Path aside = folder.resolve("cache.dat.incompatible-3");
        assertEquals(aside, made.setAside());
        assertTrue(made.isNew());
        assertEquals("not a cache", Files.readString(aside));
        assertEquals("an older one", Files.readString(folder.resolve("cache.dat.incompatible-1")));
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)));
        }
        assertEquals(4, RegionFiles.names(folder).size());
    }

    @Test
    void shouldSetAsideForEachKindOfMisfit() throws Exception {
        byte[] whole = Files.readAllBytes(RegionFiles.made(file));
        int n = 0;
        for (int kind = 0; kind < 5; kind++) {
            Files.write(file, whole);
            switch (kind) {
                case 0 -> RegionFiles.spoil(file, page -> page.put(HeaderDescriptor.RESERVED, (byte) 1));
                case 1 -> RegionFiles.forge(file, page -> page.putInt(HeaderDescriptor.LAYOUT_VERSION, 1));
                case 2 -> RegionFiles.forge(file, page -> page.putInt(HeaderDescriptor.MAX_KEY_BYTES, 95));
                case 3 -> Files.write(file, new byte[] {'R'});
                default -> Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            }
            byte[] before = Files.readAllBytes(file);

            RegionFile made = RegionFiles.recreate(file);
            made.close(true);

            assertEquals(folder.resolve("cache.dat.incompatible-" + ++n), made.setAside());
            assertArrayEquals(before, Files.readAllBytes(folder.resolve("cache.dat.incompatible-" + n)));
        }
    }

    @Test
    void shouldLeaveFittingFileWhereItIsToldToRecreateMisfits() throws Exception {
        RegionFile first = RegionFiles.open(file);
        first.close(true);

        RegionFile second = RegionFiles.recreate(file);
        second.close(true);

        assertFalse(second.isNew());
        assertEquals(first.seed(), second.seed());
        assertNotEquals(0, Files.size(file));
        assertEquals(List.of("cache.dat"), RegionFiles.names(folder));
    }
}
