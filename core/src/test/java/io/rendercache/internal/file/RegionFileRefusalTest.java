package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.IncompatibleFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is there and does not fit is refused in one line, stays as it is, and is free for others. */
class RegionFileRefusalTest {
    private static final String RECREATE = "onIncompatible(RECREATE)";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("cache.dat");
    }

    private record Difference(String option, FileGeometry wanted, String found, String asWanted) {
        @Override
        public String toString() {
            return option;
        }
    }

    static Stream<Difference> differences() {
        String keys = "test.Keys";
        String values = "test.Välues";
        return Stream.of(
                new Difference("maxEntries", new FileGeometry(99, 96, 8, 192, 4, 8, 0, keys, values), "100", "99"),
                new Difference("maxKeyBytes", new FileGeometry(100, 97, 8, 192, 4, 8, 0, keys, values), "96", "97"),
                new Difference(
                        "inlineValueBytes", new FileGeometry(100, 96, 16, 192, 4, 8, 0, keys, values), "8", "16"),
                new Difference("maxValueBytes", new FileGeometry(100, 96, 8, 192, 4, 9, 0, keys, values), "8", "9"),
                new Difference("maxBytes", new FileGeometry(100, 96, 8, 192, 4, 8, 77, keys, values), "0", "77"),
                new Difference("stripes", new FileGeometry(100, 96, 8, 192, 2, 8, 0, keys, values), "4", "2"),
                new Difference("keys", new FileGeometry(100, 96, 8, 192, 4, 8, 0, "x", values), keys, "x"),
                new Difference("values", new FileGeometry(100, 96, 8, 192, 4, 8, 0, keys, keys), values, keys),
                new Difference("slotBytes", new FileGeometry(100, 96, 8, 256, 4, 8, 0, keys, values), "192", "256"));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void shouldNameOptionThatDiffers(Difference difference) throws Exception {
        RegionFiles.made(file);
        byte[] before = Files.readAllBytes(file);

        String message = RegionFiles.refusal(file, difference.wanted(), false);

        assertTrue(message.contains(difference.option()), message);
        assertTrue(message.contains(difference.found()), message);
        assertTrue(message.contains(difference.asWanted()), message);
        assertTrue(message.contains(RECREATE), message);
        assertArrayEquals(before, Files.readAllBytes(file));
        RegionFiles.open(file).close(true);
    }

    @Test
    void shouldTakeStripesAsTheyAreIfAnyWillDo() throws Exception {
        RegionFiles.made(file);

        RegionFile opened = RegionFile.open(file, RegionFiles.geometry(100, 8), true, false);
        opened.close(true);

        assertEquals(RegionFiles.GEOMETRY, opened.geometry());
        String message = RegionFiles.refusal(file, RegionFiles.geometry(101, 8), true);
        assertTrue(message.contains("maxEntries"), message);
        assertTrue(
                RegionFiles.refusal(file, RegionFiles.geometry(100, 8), false).contains("stripes"));
    }

    @Test
    void shouldRefuseWhatIsNoRendercacheFile() throws Exception {
        for (String text : new String[] {"x", "RNDCACHF", "no cache at all\n".repeat(1000)}) {
            Files.writeString(file, text);

            String message = RegionFiles.refusal(file);

            assertTrue(message.contains("is not a Rendercache file"), message);
            assertTrue(message.contains(RECREATE), message);
            assertEquals(text, Files.readString(file));
        }
    }

    @Test
    void shouldRefuseForeignByteOrder() throws Exception {
        RegionFiles.made(file);
        RegionFiles.forge(
                file,
                page -> page.putInt(HeaderDescriptor.BYTE_ORDER_MARK, Integer.reverseBytes(HeaderDescriptor.MARK)));

        String message = RegionFiles.refusal(file);

        assertTrue(message.contains("byte order"), message);
        assertTrue(message.contains(RECREATE), message);
    }

    @Test
    void shouldRefuseAnotherLayout() throws Exception {
        RegionFiles.made(file);
        RegionFiles.forge(file, page -> page.putInt(HeaderDescriptor.LAYOUT_VERSION, 7));

        String message = RegionFiles.refusal(file);

        assertTrue(message.contains("has layout version 7, not 2"), message);
        assertTrue(message.contains(RECREATE), message);
    }

    @Test
    void shouldRefuseDamagedHeader() throws Exception {
        RegionFiles.made(file);
        RegionFiles.spoil(file, page -> page.putLong(HeaderDescriptor.SEED, page.getLong(HeaderDescriptor.SEED) + 1));

        String message = RegionFiles.refusal(file);

        assertTrue(message.contains("damaged"), message);
        assertTrue(message.contains(RECREATE), message);
    }

    @Test
    void shouldRefuseEveryFlippedByteOfTheImmutablePart() throws Exception {
        byte[] whole = Files.readAllBytes(RegionFiles.made(file));
        for (int at = 0; at < HeaderDescriptor.STATE; at++) {
            byte[] flipped = whole.clone();
            flipped[at] = (byte) ~flipped[at];
            Files.write(file, flipped);

            assertThrows(IncompatibleFileException.class, () -> RegionFiles.open(file), "byte " + at);
        }
    }

    @Test
    void shouldOpenWhateverStandsInThePartThatChanges() throws Exception {
        RegionFiles.made(file);
        RegionFiles.spoil(
                file,
                page -> page.putInt(HeaderDescriptor.STATE, -7)
                        .putLong(HeaderDescriptor.HOLDER_PID, -1)
                        .putLong(HeaderDescriptor.OPENED_AT, Long.MIN_VALUE));

        RegionFile opened = RegionFiles.open(file);
        opened.close(true);

        assertFalse(opened.wasClean());
    }

    @Test
    void shouldRefuseTruncatedFiles() throws Exception {
        byte[] whole = Files.readAllBytes(RegionFiles.made(file));
        for (int length = 1; length <= HeaderDescriptor.LENGTH; length += 61) {
            refuseTruncated(whole, length);
        }
        refuseTruncated(whole, HeaderDescriptor.LENGTH);
        refuseTruncated(whole, whole.length - 1);
    }

    private void refuseTruncated(byte[] whole, int length) throws IOException {
        Files.write(file, Arrays.copyOf(whole, length));

        String message = RegionFiles.refusal(file);

        assertTrue(message.contains("is truncated"), message);
        assertTrue(message.contains(length + " bytes"), message);
        assertTrue(message.contains(RECREATE), message);
        assertEquals(length, Files.size(file));
    }

    @Test
    void shouldRefuseFilesThatAreLonger() throws Exception {
        byte[] whole = Files.readAllBytes(RegionFiles.made(file));
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));

        String message = RegionFiles.refusal(file);

        assertTrue(message.contains("is longer"), message);
        assertTrue(message.contains(RECREATE), message);
    }

    @Test
    void shouldKeepMessageInOneLineWhateverTheNames() throws Exception {
        Path odd = folder.resolve("two\nlines\u2028three");
        FileGeometry geometry = new FileGeometry(100, 96, 8, 192, 4, 8, 0, "a\r\nb", "c");
        RegionFile.open(odd, geometry, false, false).close(true);

        String message = RegionFiles.refusal(odd);

        assertTrue(message.contains("a??b"), message);
    }

    @Test
    void shouldRefuseSymbolicLinksEvenToRecreate() throws Exception {
        Path target = RegionFiles.made(folder.resolve("target.dat"));
        byte[] before = Files.readAllBytes(target);
        Files.createSymbolicLink(file, target);

        refuseToTouch("symbolic link");

        assertTrue(Files.isSymbolicLink(file));
        assertArrayEquals(before, Files.readAllBytes(target));
    }

    @Test
    void shouldNotMakeFilesThroughDanglingLinks() throws Exception {
        Path target = folder.resolve("target.dat");
        Files.createSymbolicLink(file, target);

        refuseToTouch("symbolic link");

        assertFalse(Files.exists(target, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void shouldRefuseDirectoriesEvenToRecreate() throws Exception {
        Files.createDirectory(file);

        refuseToTouch("is a directory");

        assertTrue(Files.isDirectory(file));
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldRefusePipesAndNotWaitForThem() throws Exception {
        Process mkfifo;
        try {
            mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
        } catch (IOException e) {
            Assumptions.abort("no mkfifo here");
            return;
        }
        assertTrue(mkfifo.waitFor(20, TimeUnit.SECONDS));
        Assumptions.assumeTrue(mkfifo.exitValue() == 0, "mkfifo failed");

        refuseToTouch("is not a regular file");
    }

    private void refuseToTouch(String why) throws IOException {
        assertTrue(RegionFiles.refusal(file).contains(why), () -> RegionFiles.refusal(file));
        IncompatibleFileException refused =
                assertThrows(IncompatibleFileException.class, () -> RegionFiles.recreate(file));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
        assertFalse(
                RegionFiles.names(folder).stream().anyMatch(name -> name.contains("incompatible")), () -> "set aside");
    }
}
