package io.rendercache.internal.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.file.RegionFiles;
import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A header says again what was written into it, and nothing that was not. */
class FileHeaderTest {
    private static final Path NAMED = Path.of("cache.dat");

    @Test
    void shouldDecodeWhatWasEncoded() throws Exception {
        FileGeometry geometry =
                new FileGeometry(10_000_000, 1, 2, Integer.MAX_VALUE, 4096, 3, Long.MAX_VALUE, "", "é".repeat(60));
        FileHeader header = FileHeader.of(geometry, Long.MIN_VALUE, -1);

        ByteBuffer page = header.encode();

        assertEquals(HeaderDescriptor.LENGTH, page.remaining());
        assertEquals(header, FileHeader.decode(NAMED, page, header.fileBytes()));
        assertEquals(new OwnerRecord(HeaderDescriptor.CLEAN, 0, 0), OwnerRecord.decode(page));
    }

    @Test
    void shouldBeginWithMagicInAscii() {
        byte[] page = FileHeader.of(RegionFiles.GEOMETRY, 1, 2).encode().array();

        assertEquals("RNDCACHE", new String(page, 0, 8, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldLayOutSectionsOneAfterAnotherInWholePages() {
        FileHeader header = FileHeader.of(RegionFiles.geometry(1000, 16), 1, 2);

        assertEquals(4096, header.clockOffset());
        assertEquals(4096 + 4096, header.slotsOffset());
        assertEquals(4096 + 4096 + 192_512, header.fileBytes()); // 1000 * 192 = 192,000
    }

    @Test
    void shouldNotMoveFieldsOfTheCurrentLayout() {
        assertArrayEquals(
                new int[] {
                    0, 8, 12, 16, 24, 32, 40, 48, 56, 64, 68, 72, 76, 80, 84, 96, 220, 344, 508, 512, 520, 528, 24
                },
                new int[] {
                    HeaderDescriptor.MAGIC,
                    HeaderDescriptor.LAYOUT_VERSION,
                    HeaderDescriptor.BYTE_ORDER_MARK,
                    HeaderDescriptor.FILE_BYTES,
                    HeaderDescriptor.SEED,
                    HeaderDescriptor.CREATED,
                    HeaderDescriptor.CLOCK_OFFSET,
                    HeaderDescriptor.SLOTS_OFFSET,
                    HeaderDescriptor.MAX_BYTES,
                    HeaderDescriptor.MAX_ENTRIES,
                    HeaderDescriptor.MAX_KEY_BYTES,
                    HeaderDescriptor.INLINE_VALUE_BYTES,
                    HeaderDescriptor.SLOT_BYTES,
                    HeaderDescriptor.STRIPES,
                    HeaderDescriptor.MAX_VALUE_BYTES,
                    HeaderDescriptor.KEYS,
                    HeaderDescriptor.VALUES,
                    HeaderDescriptor.RESERVED,
                    HeaderDescriptor.CHECKSUM,
                    HeaderDescriptor.STATE,
                    HeaderDescriptor.HOLDER_PID,
                    HeaderDescriptor.OPENED_AT,
                    HeaderDescriptor.HOLDER_BYTES
                });
    }

    @Test
    void shouldKeepHolderOutsideTheChecksum() throws Exception {
        FileHeader header = FileHeader.of(RegionFiles.GEOMETRY, 1, 2);
        ByteBuffer page = header.encode();

        new OwnerRecord(HeaderDescriptor.OPEN, 77, 88).encode(page);

        assertEquals(header, FileHeader.decode(NAMED, page, header.fileBytes()));
        assertEquals(new OwnerRecord(HeaderDescriptor.OPEN, 77, 88), OwnerRecord.decode(page));
    }

    @Test
    void shouldRefuseEveryFlippedBitOfTheImmutablePart() {
        FileHeader header = FileHeader.of(RegionFiles.GEOMETRY, 1, 2);
        for (int bit = 0; bit < HeaderDescriptor.STATE * 8; bit++) {
            ByteBuffer page = header.encode();
            page.put(bit / 8, (byte) (page.get(bit / 8) ^ 1 << bit % 8));

            assertThrows(
                    IncompatibleFileException.class,
                    () -> FileHeader.decode(NAMED, page, header.fileBytes()),
                    "bit " + bit);
        }
    }

    static Stream<Consumer<ByteBuffer>> forgeries() {
        return Stream.of(
                page -> page.putInt(HeaderDescriptor.KEYS, -1),
                page -> page.putInt(HeaderDescriptor.KEYS, HeaderDescriptor.CODEC_ID_BYTES + 1),
                page -> page.putInt(HeaderDescriptor.VALUES, Integer.MAX_VALUE),
                page -> page.put(HeaderDescriptor.VALUES + 4, (byte) 0xFF),
                page -> page.putInt(HeaderDescriptor.MAX_ENTRIES, 0),
                page -> page.putInt(HeaderDescriptor.MAX_ENTRIES, 1_000_000),
                page -> page.putInt(HeaderDescriptor.SLOT_BYTES, -192),
                page -> page.putInt(HeaderDescriptor.STRIPES, Integer.MIN_VALUE),
                page -> page.putInt(HeaderDescriptor.STRIPES, 0),
                page -> page.putInt(HeaderDescriptor.SLOT_BYTES, Integer.MAX_VALUE),
                page -> page.putLong(HeaderDescriptor.CLOCK_OFFSET, 0),
                page -> page.putLong(HeaderDescriptor.SLOTS_OFFSET, Long.MAX_VALUE),
                page -> page.putLong(HeaderDescriptor.FILE_BYTES, -1));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void shouldRefuseWhatDoesNotFollowFromTheRestThoughTheChecksumHolds(Consumer<ByteBuffer> forgery) {
        FileHeader header = FileHeader.of(RegionFiles.GEOMETRY, 1, 2);
        ByteBuffer page = header.encode();
        forgery.andThen(RegionFiles::sign).accept(page);

        IncompatibleFileException refused =
                assertThrows(IncompatibleFileException.class, () -> FileHeader.decode(NAMED, page, header.fileBytes()));

        assertTrue(String.valueOf(refused.getMessage()).contains("damaged"), refused.getMessage());
    }

    @Test
    void shouldRefuseCodecIdsThatDoNotFit() {
        for (String id : Arrays.asList("x".repeat(121), "é".repeat(61), "\uD800")) {
            FileGeometry geometry = new FileGeometry(100, 96, 8, 192, 4, 8, 0, "keys", id);

            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> FileHeader.of(geometry, 1, 2));

            assertTrue(String.valueOf(refused.getMessage()).contains("codec of values"), refused.getMessage());
        }
    }

    @Test
    void shouldRefuseGeometriesThatNoFileCanHave() {
        assertThrows(IllegalArgumentException.class, () -> FileHeader.of(RegionFiles.geometry(0, 4), 1, 2));
        assertThrows(IllegalArgumentException.class, () -> FileHeader.of(RegionFiles.geometry(100, 0), 1, 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> FileHeader.of(new FileGeometry(100, 96, 8, -192, 4, 8, 0, "keys", "values"), 1, 2));
    }

    @Test
    void shouldReadHeaderWithoutAnyJvmFlag(@TempDir Path folder, @TempDir Path work) throws Exception {
        Path file = RegionFiles.made(folder.resolve("cache.dat"));

        ChildJvm.Result result = new ChildJvm(Read.class, work)
                .flags("-Xlog:class+load:file=classes.txt")
                .arguments(file.toString())
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("100", result.stdout().strip(), result::describe);
        String loaded = Files.readString(work.resolve("classes.txt"));
        assertTrue(loaded.contains("io.rendercache.internal.layout.FileHeader "));
        assertFalse(loaded.contains("org.agrona"));
        assertFalse(loaded.contains("io.rendercache.internal.memory."));
    }

    /** Prints how many entries a file was made for. */
    static final class Read {
        private Read() {}

        /** Runs in the child. */
        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            FileHeader header = FileHeader.decode(file, bytes.slice(0, HeaderDescriptor.LENGTH), bytes.capacity());
            System.out.println(header.geometry().maxEntries());
        }
    }
}
