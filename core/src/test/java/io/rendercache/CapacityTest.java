package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.memory.MachineMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cache that can never fit in this machine is refused before it allocates anything. */
class CapacityTest {
    private static final int MOST = 1 << 30;

    /** The smallest of the caches below takes more. */
    private static final long SMALLEST = 1L << 40;

    @TempDir
    Path folder;

    /** A cache that needs more than any machine has: in memory, or in a file. */
    enum TooLarge {
        LRU_OF_LARGE_SLOTS {
            @Override
            RenderCache open(Path file) {
                BoundedLru.Builder<String, byte[]> builder = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                        .maxEntries(MOST)
                        .inlineValueBytes(70_000)
                        .maxValueBytes(70_000);
                return (file == null ? builder : builder.mappedTo(file)).build();
            }
        },
        FRAMES {
            @Override
            RenderCache open(Path file) {
                FrameDirCache.Builder builder = FrameDirCache.builder().maxEntries(MOST);
                return (file == null ? builder : builder.mappedTo(file)).build();
            }
        },
        LABELS {
            @Override
            RenderCache open(Path file) {
                ImageLabelCache.Builder builder =
                        ImageLabelCache.builder().maxEntries(MOST).maxValueBytes(60_000);
                return (file == null ? builder : builder.mappedTo(file)).build();
            }
        },
        CURATION {
            @Override
            RenderCache open(Path file) {
                CurationResultCache.Builder builder = CurationResultCache.builder()
                        .maxResults(MOST)
                        .maxBytes(4_096)
                        .maxResultBytes(4_096);
                return (file == null ? builder : builder.mappedTo(file)).build();
            }
        },
        ENDED_JOBS {
            @Override
            RenderCache open(Path file) {
                CurationResultCache.Builder builder = CurationResultCache.builder()
                        .maxRemembered(MOST)
                        .maxBytes(4_096)
                        .maxResultBytes(4_096);
                return (file == null ? builder : builder.mappedTo(file)).build();
            }
        };

        abstract RenderCache open(Path file);
    }

    private static void assertRefused(Runnable open, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, open::run).getMessage();

        assertTrue(Stream.of(parts).allMatch(message::contains), message);
        assertEquals(1, message.lines().count());
    }

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseWhatExceedsTheMemory(TooLarge cache) {
        assumeTrue(MachineMemory.bytes().orElseThrow() < SMALLEST, "the machine is too large for this test");

        assertRefused(
                () -> cache.open(null).close(),
                " bytes of memory, ",
                " of them for 1073741824 slots of ",
                "but the machine has " + MachineMemory.bytes().orElseThrow() + " bytes of memory and swap");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatExceedsTheFileSystem(TooLarge cache) throws IOException {
        Path file = folder.resolve("cache");
        assumeTrue(Files.getFileStore(folder).getTotalSpace() < SMALLEST, "the disk is too large for this test");

        // The index of so many entries is kept in memory, and may exceed that too.
        assertRefused(() -> cache.open(file).close(), " of them for ", " bytes");
        assertEquals(List.of(), list(folder));
    }

    @Test
    void shouldNameTheFileSystemThatIsTooSmall() throws IOException {
        Path file = folder.resolve("cache");
        int entries = 4_000_000;
        int valueBytes = 1 << 28;

        assertRefused(
                () -> BoundedLru.builder(Codecs.int64(), Codecs.bytes())
                        .name("tiles")
                        .maxEntries(entries)
                        .inlineValueBytes(valueBytes)
                        .maxValueBytes(valueBytes)
                        .mappedTo(file)
                        .build()
                        .close(),
                "cache tiles: needs ",
                " bytes of disk, ",
                " of them for 4000000 slots of ",
                "but the file system of " + file + " has "
                        + Files.getFileStore(folder).getTotalSpace() + " bytes;");
        assertEquals(List.of(), list(folder));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldAllocateWhatFitsTheMachineThoughItIsNotFree() {
        int valueBytes = 70_000;
        long half = MachineMemory.bytes().orElseThrow() / 2;
        int entries = (int) Math.min(1 << 20, half / valueBytes);
        try (BoundedLru<Long, byte[]> cache = BoundedLru.builder(Codecs.int64(), Codecs.bytes())
                .maxEntries(entries)
                .inlineValueBytes(valueBytes)
                .maxValueBytes(valueBytes)
                .build()) {
            for (long key = 0; key < 100; key++) {
                cache.put(key, new byte[] {(byte) key});
            }

            assertArrayEquals(new byte[] {99}, cache.get(99L));
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
