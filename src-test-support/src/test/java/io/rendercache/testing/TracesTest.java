package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TracesTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadDecimalKeysAndSkipStarsAndBlankLines() throws IOException {
        Path file = folder.resolve("a.trace.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("*\n12\n\n 7 \n* 99\n12".getBytes(StandardCharsets.US_ASCII));
        }

        assertArrayEquals(new long[] {12, 7, 12}, Traces.read(file));
    }

    @Test
    void shouldReadBigEndianInts() throws IOException {
        Path file = folder.resolve("a.trace.xz");
        write(file, new byte[] {0, 0, 1, 2, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfe});

        assertArrayEquals(new long[] {258, -2}, Traces.read(file));
    }

    @Test
    void shouldRefuseHalfAKey() throws IOException {
        Path file = folder.resolve("a.trace.xz");
        write(file, new byte[] {0, 0, 1, 2, 3});

        assertThrows(UncheckedIOException.class, () -> Traces.read(file));
    }

    @Test
    void shouldRefuseUnknownFormat() {
        assertThrows(IllegalArgumentException.class, () -> Traces.read(folder.resolve("a.txt")));
    }

    @Test
    void shouldDrawTheSameZipfKeysFromTheSameSeed() {
        long[] trace = Traces.zipf(10_000, 100, 1.0, 3);

        assertArrayEquals(trace, Traces.zipf(10_000, 100, 1.0, 3));
        assertTrue(Arrays.stream(trace).allMatch(key -> key >= 0 && key < 100));
        long first = Arrays.stream(trace).filter(key -> key == 0).count();
        long second = Arrays.stream(trace).filter(key -> key == 1).count();
        assertEquals(2.0, (double) first / second, 0.3);
    }

    @Test
    void shouldGoRound() {
        assertArrayEquals(new long[] {0, 1, 2, 0, 1}, Traces.loop(5, 3));
    }

    @Test
    void shouldInterruptZipfByKeysAskedForOnce() {
        long[] trace = Traces.zipfWithScans(10_000, 100, 1.0, 50, 3);

        long[] scanned = Arrays.stream(trace).filter(key -> key >= 100).toArray();
        assertEquals(scanned.length, Arrays.stream(scanned).distinct().count());
        assertTrue(scanned.length > 500 && scanned.length < 5_000, "scanned: " + scanned.length);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options(0))) {
            out.write(bytes);
        }
    }
}
