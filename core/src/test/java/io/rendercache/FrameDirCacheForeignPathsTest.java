package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that a string does not name: of other file systems, and with names that are no text. */
class FrameDirCacheForeignPathsTest {
    @TempDir
    Path root;

    @Test
    void shouldRefusePathsOfAnotherFileSystem() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(root.resolve("frames.zip"), Map.of("create", "true"));
                FrameDirCache cache = FrameDirCache.create();
                JobScope job = cache.openJob("job")) {
            Path inZip = Files.createDirectory(zip.getPath("/inzip"));
            Files.createFile(inZip.resolve("frame_7.png"));

            assertRefused(inZip, job::maxFrameIndex);
            assertRefused(inZip, job::frameDir);
            assertRefused(inZip, job::clear);

            assertEquals(0, cache.size());
        }
    }

    private void assertRefused(Path path, Consumer<Path> call) {
        String message = assertThrows(IllegalArgumentException.class, () -> call.accept(path))
                .getMessage();
        assertTrue(message.contains("/inzip"), message);
        assertTrue(message.contains("frames.zip"), message);
        assertTrue(message.contains("default file system"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseDirectoriesWhoseNameIsNotValidInThePlatformsEncoding(String locale) throws Exception {
        Path frames = root.resolve("frames");
        Path work = Files.createDirectory(root.resolve("work"));
        // Bytes that are neither ASCII nor UTF-8, which no string of any locale here can name.
        shell("mkdir -p \"$0/$(printf 'd\\344r')\" && touch \"$0/$(printf 'd\\344r')/frame_5.png\"", frames);

        ChildJvm.Result result = new ChildJvm(AskingForNames.class, work)
                .neededFlags()
                .environment("LC_ALL", locale)
                .arguments(frames.toString())
                .run();

        assertEquals(0, result.exitCode(), result::describe);
    }

    private static void shell(String script, Path argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script, argument.toString())
                .inheritIO()
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    /** Asks in every way for the only directory in the folder given, whose name cannot be expressed. */
    static final class AskingForNames {
        private AskingForNames() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder);
                    FrameDirCache cache = FrameDirCache.create();
                    JobScope job = cache.openJob("job")) {
                Path directory = entries.iterator().next();
                assertTrue(Files.exists(directory.resolve("frame_5.png")), "the directory is there, by its path");

                assertSaysSo(IllegalArgumentException.class, () -> job.maxFrameIndex(directory));
                assertSaysSo(IllegalArgumentException.class, () -> job.frameDir(directory));
                assertSaysSo(IllegalArgumentException.class, () -> job.clear(directory));
                boolean hasReplacement = Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode('\uFFFD');
                // The string of such a name; where the encoding has the replacement character, it is another valid
                // name.
                Class<? extends RuntimeException> refusal =
                        hasReplacement ? UncheckedIOException.class : IllegalArgumentException.class;
                assertSaysSo(refusal, () -> job.maxFrameIndex(directory.toString()));
                assertSaysSo(refusal, () -> job.frameDir(directory.toString()).maxFrameIndex());
                assertThrows(IllegalArgumentException.class, () -> job.maxFrameIndex(folder + "/\ud800"));
                if (!hasReplacement) {
                    assertSaysSo(IllegalArgumentException.class, () -> job.maxFrameIndex(folder + "/d\u00e4r"));
                }

                assertEquals(0, cache.size(), "nothing is kept");
            }
        }

        private static void assertSaysSo(Class<? extends Throwable> type, Runnable call) {
            String message = assertThrows(type, call::run).getMessage();
            assertTrue(message.contains("encoding") || message.contains("unmappable"), message);
            assertEquals(1, message.lines().count(), message);
        }
    }
}
