package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.IncompatibilityMessage;
import io.rendercache.internal.layout.IncompatibleFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Files for the tests of {@link RegionFile}, and ways to spoil them. Spoils only files that nobody holds. */
public final class RegionFiles {
    public static final FileGeometry GEOMETRY = geometry(100, 4);

    private RegionFiles() {}

    public static FileGeometry geometry(int maxEntries, int stripes) {
        return new FileGeometry(maxEntries, 96, 8, 192, stripes, 8, 0, "test.Keys", "test.Välues");
    }

    static RegionFile open(Path file) throws IOException {
        return RegionFile.open(file, GEOMETRY, false, false);
    }

    static RegionFile recreate(Path file) throws IOException {
        return RegionFile.open(file, GEOMETRY, false, true);
    }

    /** Makes a file that is closed, and clean. */
    public static Path made(Path file) throws IOException {
        open(file).close(true);
        return file;
    }

    /** Returns the one-line message with which opening is refused. */
    static String refusal(Path file) {
        return refusal(file, GEOMETRY, false);
    }

    static String refusal(Path file, FileGeometry wanted, boolean anyStripes) {
        IncompatibleFileException refused =
                assertThrows(IncompatibleFileException.class, () -> RegionFile.open(file, wanted, anyStripes, false));
        String message = String.valueOf(refused.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains(IncompatibilityMessage.oneLine(file.toString())), message);
        return message;
    }

    /** Changes the header's bytes; the checksum no longer holds then. */
    static void spoil(Path file, Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        Files.write(file, bytes);
    }

    /** Changes the header's bytes and makes the checksum hold. */
    static void forge(Path file, Consumer<ByteBuffer> change) throws IOException {
        spoil(file, change.andThen(RegionFiles::sign));
    }

    public static void sign(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, HeaderDescriptor.CHECKSUM));
        page.putInt(HeaderDescriptor.CHECKSUM, (int) crc.getValue());
    }

    /** Returns the names in a folder, sorted. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
