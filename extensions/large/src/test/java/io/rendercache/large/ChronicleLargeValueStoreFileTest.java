package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.spi.IncompatibleStoreFileException;
import io.rendercache.spi.LargeValueRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values outlive the process that stored them; what is damaged is found, and what is not ours is refused. */
class ChronicleLargeValueStoreFileTest {
    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_ENTRIES = 16;
    private static final int P = PieceGeometry.of(MAX_BYTES, MAX_ENTRIES).pieceBytes();

    @TempDir
    Path folder;

    @Test
    void shouldFindAllValuesAfterReopening() throws IOException {
        List<byte[]> stored = new ArrayList<>();
        List<LargeValueRef> references = new ArrayList<>();
        try (ChronicleLargeValueStore values = open()) {
            for (int length : new int[] {0, 1, P - 1, P, P + 1, 10 * P, 1 << 20}) {
                stored.add(random(length));
                references.add(StoredValues.store(values, stored.get(stored.size() - 1)));
            }
            values.flush();
        }

        try (ChronicleLargeValueStore values = open()) {
            long removed = values.retainOnly(references);

            assertEquals(0, removed);
            for (int i = 0; i < stored.size(); i++) {
                ByteArrayOutputStream streamed = new ByteArrayOutputStream();
                assertTrue(values.isWhole(references.get(i)));
                assertTrue(values.writeTo(references.get(i), streamed));
                assertArrayEquals(stored.get(i), streamed.toByteArray());
                assertArrayEquals(stored.get(i), values.read(references.get(i)));
            }
        }
    }

    @Test
    void shouldGiveNoIdTwice() throws IOException {
        LargeValueRef kept;
        LargeValueRef lost;
        try (ChronicleLargeValueStore values = open()) {
            kept = StoredValues.store(values, random(10));
            lost = StoredValues.store(values, random(10));
            values.remove(lost);
        }

        try (ChronicleLargeValueStore values = open()) {
            assertTrue(values.nextId() > kept.id());
        }
        try (ChronicleLargeValueStore values = open()) {
            values.retainOnly(List.of(kept, lost));

            assertTrue(StoredValues.store(values, random(10)).id() > lost.id());
            assertNull(values.read(lost));
        }
    }

    @Test
    void shouldRemoveOrphansAndKnowWhatIsIncomplete() throws IOException {
        long free;
        LargeValueRef kept;
        LargeValueRef incomplete;
        LargeValueRef orphan;
        try (ChronicleLargeValueStore values = open()) {
            free = values.freePieces();
            kept = StoredValues.store(values, random(3 * P));
            incomplete = StoredValues.store(values, random(3 * P + 1));
            values.removePieces(incomplete.id() + 1, 1);
            orphan = StoredValues.store(values, random(2 * P));
            PieceWriter killed = values.writer(bytes -> {});
            killed.write(random(5 * P), 0, 5 * P);
        }

        try (ChronicleLargeValueStore values = open()) {
            long removed = values.retainOnly(List.of(kept, incomplete));

            assertEquals(2 + 4, removed);
            assertEquals(free - 3 - 3, values.freePieces());
            assertTrue(values.isWhole(kept));
            assertFalse(values.isWhole(incomplete));
            assertNull(values.read(incomplete));
            assertNull(values.read(orphan));
            values.remove(incomplete);
            assertArrayEquals(random(3 * P), values.read(kept));
            assertEquals(free - 3, values.freePieces());
        }
    }

    @Test
    void shouldFindFlippedByteOnFirstRead() throws IOException {
        byte[] value = random(3 * P);
        LargeValueRef flipped;
        LargeValueRef sound;
        try (ChronicleLargeValueStore values = open()) {
            flipped = StoredValues.store(values, value);
            sound = StoredValues.store(values, random(P));
        }
        flipByteOf(value, 2 * P + 17);

        try (ChronicleLargeValueStore values = open()) {
            values.retainOnly(List.of(flipped, sound));
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            assertTrue(values.isWhole(flipped));
            assertFalse(values.writeTo(flipped, out));
            assertEquals(0, out.size());
            assertNull(values.read(flipped));
            assertNull(values.read(flipped));
            assertArrayEquals(random(P), values.read(sound));
        }
    }

    @Test
    void shouldKeepItsFileForTheOwner() throws IOException {
        open().close();

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertOnlyFileLeft();
    }

    @Test
    void shouldRefuseOtherSizes() throws IOException {
        open().close();

        assertRefused(() -> ChronicleLargeValueStore.persistedTo(file(), 2 * MAX_BYTES, MAX_ENTRIES), "other sizes");
        assertRefused(() -> ChronicleLargeValueStore.persistedTo(file(), MAX_BYTES, MAX_ENTRIES + 1), "other sizes");
        open().close();
    }

    @Test
    void shouldRefuseWhatIsNotChronicles() throws IOException {
        for (byte[] content : List.of(new byte[0], new byte[5], new byte[100_000], random(100_000))) {
            Files.write(file(), content);

            assertRefused(this::open, "is not a file of Chronicle Map");
            assertArrayEquals(content, Files.readAllBytes(file()));
        }
    }

    @Test
    void shouldRefuseCutOffFile() throws IOException {
        for (long cut : new long[] {1, 4096, MAX_BYTES / 2, MAX_BYTES}) {
            Files.deleteIfExists(file());
            open().close();
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - cut);
            }

            assertRefused(this::open, "is damaged");
        }
    }

    @Test
    void shouldRefuseDamagedHeader() throws IOException {
        open().close();
        byte[] whole = Files.readAllBytes(file());
        int end = 12 + ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
        for (int at = 0; at < end; at += 37) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x15;
            Files.write(file(), damaged);

            assertRefused(this::open, "");
        }
    }

    /** Chronicle's tables are rebuilt or the file is refused; no value comes back other than it was. */
    @Test
    @Timeout(60)
    void shouldGiveNoWrongValueFromDamagedTables() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<LargeValueRef> references = new ArrayList<>();
        try (ChronicleLargeValueStore values = open()) {
            for (int i = 0; i < 8; i++) {
                references.add(StoredValues.store(values, random(i * P + 100)));
            }
        }
        byte[] whole = Files.readAllBytes(file());
        int tables =
                whole.length - (int) PieceGeometry.of(MAX_BYTES, MAX_ENTRIES).pieces() * P;
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + round % 4; i++) {
                damaged[random.nextInt(round % 2 == 0 ? tables : damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file(), damaged);

            try (ChronicleLargeValueStore values = open()) {
                values.retainOnly(references);
                for (int i = 0; i < references.size(); i++) {
                    byte[] value = values.read(references.get(i));
                    if (value != null) {
                        assertArrayEquals(random(i * P + 100), value, () -> "seed " + seed);
                    }
                }
                StoredValues.store(values, random(P));
            } catch (IncompatibleStoreFileException e) {
                assertTrue(e.getMessage().contains(file().toString()), () -> "seed " + seed + ": " + e);
            }
        }
    }

    /** A recovery that was killed leaves this mark, for which Chronicle would wait a minute. */
    @Test
    @Timeout(30)
    void shouldNotWaitForRecoveryThatWasKilled() throws IOException {
        LargeValueRef reference;
        try (ChronicleLargeValueStore values = open()) {
            reference = StoredValues.store(values, random(P));
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(word, 8);
            word.putInt(0, word.getInt(0) | 1 << 31).flip();
            channel.write(word, 8);
        }

        try (ChronicleLargeValueStore values = open()) {
            assertArrayEquals(random(P), values.read(reference));
        }
    }

    @Test
    void shouldRefuseLink() throws IOException {
        Path target = folder.resolve("target");
        Files.createSymbolicLink(file(), target);

        assertRefused(this::open, "link");
        assertFalse(Files.exists(target));
    }

    @Test
    void shouldReplaceWhatKilledCreatorLeft() throws IOException {
        Files.write(folder.resolve("values.new"), random(1000));

        open().close();

        assertOnlyFileLeft();
    }

    @Test
    void shouldLeaveNothingWhereThereIsNoSpace() throws IOException {
        long tooMuch = Math.max(1L << 42, 2 * Files.getFileStore(folder).getTotalSpace());

        IOException thrown = assertThrows(
                IOException.class, () -> ChronicleLargeValueStore.persistedTo(file(), tooMuch, MAX_ENTRIES));

        assertTrue(thrown.getMessage().contains("no space"), thrown::getMessage);
        assertTrue(thrown.getMessage().contains(file().toString()), thrown::getMessage);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void shouldRefuseEveryCallWhenClosed() throws IOException {
        ChronicleLargeValueStore values = open();
        LargeValueRef reference = StoredValues.store(values, random(P));
        values.close();
        values.close();

        assertThrows(IllegalStateException.class, () -> values.read(reference));
        assertThrows(IllegalStateException.class, () -> values.writeTo(reference, OutputStream.nullOutputStream()));
        assertThrows(IllegalStateException.class, values::flush);
    }

    private Path file() {
        return folder.resolve("values");
    }

    private ChronicleLargeValueStore open() throws IOException {
        return ChronicleLargeValueStore.persistedTo(file(), MAX_BYTES, MAX_ENTRIES);
    }

    private interface Opening {
        ChronicleLargeValueStore open() throws IOException;
    }

    private void assertRefused(Opening opening, String what) {
        IncompatibleStoreFileException thrown = assertThrows(
                IncompatibleStoreFileException.class, () -> opening.open().close());
        assertTrue(thrown.getMessage().contains(what), thrown::getMessage);
        assertTrue(thrown.getMessage().contains(file().toString()), thrown::getMessage);
        assertEquals(1, thrown.getMessage().lines().count(), thrown::getMessage);
    }

    private void assertOnlyFileLeft() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file()), left.toList());
        }
    }

    private void flipByteOf(byte[] value, int at) throws IOException {
        byte[] whole = Files.readAllBytes(file());
        int found = indexOf(whole, value, at);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (whole[found] ^ 1)}), found);
        }
    }

    private static int indexOf(byte[] whole, byte[] value, int at) {
        for (int i = 0; i + 16 <= whole.length; i++) {
            if (Arrays.equals(whole, i, i + 16, value, at, at + 16)) {
                return i;
            }
        }
        throw new AssertionError("the value is not in the file");
    }

    private static byte[] random(int length) {
        byte[] value = new byte[length];
        new Random(length).nextBytes(value);
        return value;
    }
}
