package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is held by one at a time, in this process and among processes, and by nobody once its holder is gone. */
class RegionFileLockTest {
    private static final long OUR_PID = ProcessHandle.current().pid();

    @TempDir
    Path folder;

    @TempDir
    Path childFolder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("cache.dat");
    }

    @Test
    void shouldRefuseSecondOpenerOfThisProcessAndStillHoldTheFile() throws Exception {
        RegionFile first = RegionFiles.open(file);

        try {
            for (int i = 0; i < 3; i++) {
                FileInUseException refused = assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
                assertEquals(OUR_PID, refused.holderPid());
                assertNames(String.valueOf(refused.getMessage()), OUR_PID);
            }
            assertThrows(FileInUseException.class, () -> RegionFiles.recreate(file));
            assertTrue(descriptorsOf(file) <= 1, "refusals are to cost no descriptors");

            // Where the second opener opened and closed the file, the first one's lock is gone now.
            assertOtherProcessFindsItInUse();
        } finally {
            first.close(true);
        }
        assertEquals("opened", RegionFileOpener.tryToOpen(file, childFolder));
    }

    /** Returns how often this process has the file open, or 0 where the platform does not show it. */
    private static long descriptorsOf(Path file) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        long count = 0;
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                try {
                    count += Files.isSameFile(link, file) ? 1 : 0;
                } catch (IOException e) {
                    continue; // it was closed meanwhile, such as that of this very stream
                }
            }
        }
        return count;
    }

    @Test
    void shouldKnowHardLinksForTheSameFile() throws Exception {
        RegionFile first = RegionFiles.open(file);
        Path link = Files.createLink(folder.resolve("link.dat"), file);

        try {
            assertThrows(FileInUseException.class, () -> RegionFiles.open(link));
            assertOtherProcessFindsItInUse();
        } finally {
            first.close(true);
        }
    }

    @Test
    void shouldNotHoldFileThatThePathNoLongerNames() throws Exception {
        RegionFiles.made(file);
        Path other = RegionFiles.made(folder.resolve("other.dat"));
        FileChannel[] opened = new FileChannel[1];

        LockedFile held = LockedFile.hold(file, path -> {
            opened[0] = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
            return opened[0];
        });

        assertNull(held);
        assertFalse(opened[0].isOpen());
        RegionFiles.open(file).close(true);
    }

    @Test
    void shouldStartOverWhereTheFileIsGoneBeforeItIsOpened() throws Exception {
        RegionFiles.made(file);

        LockedFile held = LockedFile.hold(file, path -> {
            Files.delete(path);
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        });

        assertNull(held);
        RegionFiles.open(file).close(true);
    }

    @Test
    void shouldHoldExistingFileAsWellAsNewOne() throws Exception {
        RegionFiles.made(file);
        RegionFile opened = RegionFiles.open(file);

        try {
            assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
            assertOtherProcessFindsItInUse();
        } finally {
            opened.close(false);
        }
    }

    @Test
    void shouldNameOtherProcess() throws Exception {
        try (RegionFileOpener.Holding child = new RegionFileOpener.Holding(file, childFolder, "hold")) {
            FileInUseException refused = assertThrows(FileInUseException.class, () -> RegionFiles.open(file));

            assertEquals(child.pid(), refused.holderPid());
            assertNames(String.valueOf(refused.getMessage()), child.pid());
            assertThrows(FileInUseException.class, () -> RegionFiles.recreate(file));
        }
        RegionFile afterwards = RegionFiles.open(file);
        afterwards.close(true);
        assertTrue(afterwards.wasClean());
    }

    @Test
    void shouldSayAnotherProcessWhereItCannotBeTold() throws Exception {
        try (RegionFileOpener.Holding child = new RegionFileOpener.Holding(file, childFolder, "hold")) {
            for (long pid : new long[] {0, -1, Long.MIN_VALUE, OUR_PID}) {
                overwrite(HeaderDescriptor.HOLDER_PID, word(pid));

                FileInUseException refused = assertThrows(FileInUseException.class, () -> RegionFiles.open(file));

                assertEquals(0, refused.holderPid());
                assertTrue(String.valueOf(refused.getMessage()).contains("by another process"), refused.getMessage());
            }
            overwrite(HeaderDescriptor.HOLDER_PID, word(child.pid()));
            assertEquals(
                    child.pid(),
                    assertThrows(FileInUseException.class, () -> RegionFiles.open(file))
                            .holderPid());
            overwrite(0, ByteBuffer.allocate(8));
            assertEquals(
                    0,
                    assertThrows(FileInUseException.class, () -> RegionFiles.open(file))
                            .holderPid());
            overwrite(0, ByteBuffer.wrap(HeaderDescriptor.MAGIC_TEXT.getBytes()));
        }
    }

    private static ByteBuffer word(long value) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value);
    }

    /** Only for a file that another process holds. */
    private void overwrite(int position, ByteBuffer bytes) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileCreation.writeFully(channel, bytes, position);
        }
    }

    @Test
    void shouldTakeFileOfProcessThatDied() throws Exception {
        new RegionFileOpener.Holding(file, childFolder, "die").close();

        RegionFile opened = RegionFiles.open(file);
        opened.close(true);

        assertFalse(opened.isNew());
        assertFalse(opened.wasClean());
    }

    @Test
    void shouldTakeOverFromProcessThatDiedMakingTheFile() throws Exception {
        try (RegionFileOpener.Holding child = new RegionFileOpener.Holding(file, childFolder, "die-making")) {
            FileInUseException refused = assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
            assertTrue(child.pid() > 0);
            assertEquals(0, refused.holderPid());
            assertEquals(2, RegionFiles.names(folder).size(), () -> "the empty file and the one in the making");
        }

        RegionFile opened = RegionFiles.open(file);
        opened.close(true);

        assertTrue(opened.isNew());
        assertEquals(List.of("cache.dat"), RegionFiles.names(folder));
    }

    @Test
    void shouldRefuseSecondOpenerWhileTheFirstIsStillMakingTheFile() throws Exception {
        int[] refusals = new int[1];
        RegionFile made = RegionFile.open(file, RegionFiles.GEOMETRY, false, false, (channel, bytes, at) -> {
            assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
            refusals[0]++;
            FileCreation.writeFully(channel, bytes, at);
        });

        try {
            assertEquals(2, refusals[0]);
            assertOtherProcessFindsItInUse();
        } finally {
            made.close(true);
        }
    }

    @Test
    void shouldNotFreeWhatOtherCodeOfThisProcessHasLocked() throws Exception {
        RegionFiles.made(file);
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertTrue(other.lock().isValid());

            for (int i = 0; i < 3; i++) {
                FileInUseException refused = assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
                assertEquals(OUR_PID, refused.holderPid());
            }

            assertTrue(descriptorsOf(file) <= 2, "one that has to stay open is enough");
            // Its header says that it is closed, so the message cannot name us.
            String answer = RegionFileOpener.tryToOpen(file, childFolder);
            assertTrue(answer.startsWith("in use: "), answer);
        }

        RegionFiles.open(file).close(true);
        assertEquals("opened", RegionFileOpener.tryToOpen(file, childFolder));
    }

    @Test
    void shouldStayHeldIfNothingRefersToItAnyMore() throws Exception {
        RegionFile[] held = {RegionFiles.open(file)};
        WeakReference<RegionFile> watched = new WeakReference<>(held[0]);
        held[0] = null;
        Threads.awaitCollecting("collected", Duration.ofSeconds(30), () -> watched.get() == null);

        assertThrows(FileInUseException.class, () -> RegionFiles.open(file));
        assertOtherProcessFindsItInUse();
    }

    private void assertOtherProcessFindsItInUse() {
        String answer = RegionFileOpener.tryToOpen(file, childFolder);
        assertTrue(answer.startsWith("in use: "), answer);
        assertNames(answer, OUR_PID);
    }

    private void assertNames(String message, long pid) {
        assertTrue(message.contains(file.toString()), message);
        assertTrue(message.contains(Long.toString(pid)), message);
        assertEquals(1, message.lines().count(), message);
    }
}
