package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What an application gets that depends on this artifact: three small libraries, and under 1 MB in all. */
class RuntimeDependenciesTest {
    private static final long MOST_BYTES = 1_000_000;

    private static final Path TARGET = Path.of(System.getProperty("basedir", ""), "target");

    @Test
    void shouldBringThreeLibrariesAndNothingElse() throws IOException {
        Set<String> names = dependencies().stream()
                .map(jar -> jar.getFileName().toString().replaceFirst("-[0-9][0-9.]*\\.jar$", ""))
                .collect(Collectors.toSet());

        assertEquals(Set.of("agrona", "jspecify", "slf4j-api"), names);
    }

    @Test
    void shouldTakeLessThanOneMegabyteWithAllOfThem() throws IOException {
        long libraries = 0;
        for (Path jar : dependencies()) {
            libraries += Files.size(jar);
        }
        long own = packed(TARGET.resolve("classes"));

        long inAll = libraries + own;
        assertTrue(libraries > 0 && own > 0, () -> TARGET.toString());
        assertTrue(inAll < MOST_BYTES, () -> inAll + " bytes, of which " + own + " are our own");
    }

    /** The build writes it before the tests are compiled. */
    private static List<Path> dependencies() throws IOException {
        String classPath = Files.readString(TARGET.resolve("runtime-class-path.txt"));
        return Stream.of(classPath.strip().split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    /** Returns how long a jar of these files is. */
    private static long packed(Path classes) throws IOException {
        CountingStream count = new CountingStream();
        try (ZipOutputStream jar = new ZipOutputStream(count);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
        return count.bytes;
    }

    private static final class CountingStream extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes += length;
        }
    }
}
