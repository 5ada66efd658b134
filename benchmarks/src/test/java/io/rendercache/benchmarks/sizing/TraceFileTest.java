package io.rendercache.benchmarks.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TraceFileTest {
    private static final int MANY = 30_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz", ".xz"})
    void shouldReadEachFormatHoweverItIsPacked(String packing) throws IOException {
        ByteBuffer int32 = ByteBuffer.allocate(MANY * 4);
        ByteBuffer int64 = ByteBuffer.allocate(MANY * 8);
        ByteBuffer oracle = ByteBuffer.allocate(MANY * 24).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder("* a head\n\n");
        List<Long> small = new ArrayList<>();
        List<Long> large = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int key = (i - MANY / 2) * 60_000;
            long wide = key * 4_000_000_000L;
            small.add((long) key);
            large.add(wide);
            int32.putInt(key);
            int64.putLong(wide);
            oracle.putInt(i).putLong(wide).putInt(17).putLong(-1);
            text.append(wide).append(i % 2 == 0 ? "\r\n" : " \n");
        }

        assertEquals(small, read("a.int32" + packing, TraceFormat.INT32, int32.array()));
        assertEquals(large, read("a.int64" + packing, TraceFormat.INT64, int64.array()));
        assertEquals(large, read("a.oracleGeneral" + packing, TraceFormat.ORACLE_GENERAL, oracle.array()));
        assertEquals(large, read("a.txt" + packing, TraceFormat.DECIMAL, bytes(text.toString())));
    }

    @Test
    void shouldReadTheLastLineWithoutItsEndAndTheEndsOfTheRange() throws IOException {
        assertEquals(
                List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L),
                read("a.txt", TraceFormat.DECIMAL, bytes("-9223372036854775808\n9223372036854775807\n  * x\n-0")));
    }

    @ParameterizedTest
    @CsvSource({
        "'1\n2x\n', 2, 2x",
        "'1\n\n3 4\n', 3, 34",
        "'9223372036854775808', 0, 9223372036854775808",
        "'99999999999999999999999', 0, 9999999999999999999",
        "'5\n-\n', 2, -",
        "'5\n+7\n', 2, +",
    })
    void shouldSayWhereTextIsGarbled(String text, long offset, String shown) {
        String message = broken("a.txt", TraceFormat.DECIMAL, bytes(text));

        assertTrue(message.contains("byte " + offset + " "), message);
        assertTrue(message.contains(shown), message);
    }

    @Test
    void shouldSayWhereARecordIsCutOff() {
        String message = broken("a.oracleGeneral", TraceFormat.ORACLE_GENERAL, new byte[24 * 3 + 5]);

        assertTrue(message.contains("byte 72 "), message);
        assertTrue(message.contains("5 bytes of 24"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".xz"})
    void shouldSayWhereAPackedFileIsCutOff(String packing) throws IOException {
        byte[] content = new byte[400_000];
        new java.util.Random(1).nextBytes(content);
        Path whole = write("whole.int32" + packing, content);
        byte[] packed = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.int32" + packing);
        Files.write(cut, Arrays.copyOf(packed, packed.length / 2));

        String message = assertThrows(
                        BrokenTraceException.class, () -> new TraceFile(cut, TraceFormat.INT32).forEach(new Keys()))
                .getMessage();

        assertTrue(message.contains("cut.int32" + packing), message);
        assertTrue(message.matches(".*byte \\d+ .*"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void shouldRefuseWhatIsNotPackedAsItsNameSays() throws IOException {
        Path file = folder.resolve("plain.txt.gz");
        Files.writeString(file, "1\n2\n");

        assertThrows(BrokenTraceException.class, () -> new TraceFile(file, TraceFormat.DECIMAL).forEach(new Keys()));
    }

    @ParameterizedTest
    @CsvSource({
        "a.txt, decimal",
        "a.trace.gz, decimal",
        "web12.trace.xz, int32",
        "a.int32.gz, int32",
        "a.i64, int64",
        "wiki.oracleGeneral.bin.xz, oracleGeneral",
    })
    void shouldGuessTheFormatFromTheName(String name, String format) {
        assertEquals(TraceFormat.named(format), TraceFormat.guess(name));
    }

    @Test
    void shouldNotGuessWhatTheNameDoesNotTell() {
        assertEquals(Optional.empty(), TraceFormat.guess("accesses.bin"));
    }

    private String broken(String name, TraceFormat format, byte[] content) {
        return assertThrows(BrokenTraceException.class, () -> read(name, format, content))
                .getMessage();
    }

    private List<Long> read(String name, TraceFormat format, byte[] content) throws IOException {
        Keys keys = new Keys();
        new TraceFile(write(name, content), format).forEach(keys);
        return keys.read;
    }

    private Path write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = packed(file)) {
            out.write(content);
        }
        return file;
    }

    private static OutputStream packed(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        if (file.toString().endsWith(".gz")) {
            return new GZIPOutputStream(out);
        }
        return file.toString().endsWith(".xz") ? new XZOutputStream(out, new LZMA2Options(0)) : out;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Keys implements References.Sink {
        private final List<Long> read = new ArrayList<>();

        @Override
        public void reference(long key) {
            read.add(key);
        }

        @Override
        public void remove(long key) {
            throw new AssertionError("a trace removes nothing");
        }
    }
}
