package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What values out of line may take counts as well when a cache is compared with the machine. */
class LargeCapacityTest {
    /** More than the machines that run this have; the most that a store can have is 32 TB. */
    private static final long TOO_MANY_BYTES = 20L << 40;

    @TempDir
    Path folder;

    private static BoundedLru.Builder<String, byte[]> builder() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(100)
                .inlineValueBytes(64)
                .maxValueBytes(1 << 20)
                .maxBytes(TOO_MANY_BYTES);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseABudgetThatExceedsTheMemory() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> builder().build().close())
                .getMessage();

        assertTrue(
                message.contains(" bytes of memory, " + TOO_MANY_BYTES + " of them for values out of line, but"),
                message);
    }

    @Test
    void shouldRefuseABudgetThatExceedsTheFileSystem() throws IOException {
        Path file = folder.resolve("cache");

        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> builder().mappedTo(file).build().close())
                .getMessage();

        assertTrue(
                message.contains(" bytes of disk, " + TOO_MANY_BYTES + " of them for values out of line, but"),
                message);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseCurationResultsThatExceedTheMemory() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> CurationResultCache.builder()
                                .maxBytes(TOO_MANY_BYTES)
                                .build()
                                .close())
                .getMessage();

        assertTrue(message.contains(" of them for values out of line, but"), message);
    }
}
