package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as an operator runs it: with this Java, no flag and a small heap. Runs once the jar is made. */
class RenderCacheJarIT {
    private static final Path JAR = Path.of(System.getProperty("basedir", ""), "target", "rendercache-cli.jar");
    private static final long MOST_JAR_BYTES = 700_000;
    private static final List<String> OF_OURS = List.of(
            "io/rendercache/cli/",
            "io/rendercache/internal/file/",
            "io/rendercache/internal/layout/",
            "picocli/",
            "META-INF/");

    @TempDir
    Path folder;

    @Test
    void shouldRunEveryCommand() throws Exception {
        Path file = MadeFiles.text(folder);
        Path curation = MadeFiles.curation(folder);

        assertTrue(run(0, "info", file).part("layout").equals("1"));
        assertEquals("24", run(0, "verify", "--level=full", file).out().replaceAll("(?s).*entries (\\d+),.*", "$1"));
        assertEquals(MadeFiles.TEXT_ENTRIES, run(0, "dump", file).lines().size());
        assertEquals("75.0", run(0, "stat", file).part("fill percent"));
        assertEquals("24", run(0, "copy", file, folder.resolve("copy")).part("copied"));
        assertEquals(
                "4", run(0, "copy", curation, folder.resolve("curation copy")).part("copied"));
        assertEquals(JvmFlagsCommand.ENGINE, run(0, "jvm-flags").out().strip());
        assertTrue(run(0, "--help").out().contains("Exit codes:"));
        assertTrue(run(0, "--version").out().matches("rendercache \\d\\S+, layout 1, on Java .*\\R"), "no version");
        JsonText.object(run(0, "info", "--json", file).out());
        MadeFiles.openText(folder.resolve("copy")).close();
        MadeFiles.openCuration(folder.resolve("curation copy")).close();
    }

    @Test
    void shouldEndWithTheCodeForWhatItFound() throws Exception {
        Path file = MadeFiles.text(folder);
        Path cutOff = Files.write(folder.resolve("cut off"), Arrays.copyOf(Files.readAllBytes(file), 5_000));
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putInt(8, 2);
        Path newer = folder.resolve("newer");
        bytes.seal().store(newer);
        Path large = MadeFiles.large(folder);

        assertOneLine(run(1, "verify", cutOff));
        assertOneLine(run(2, "verify", folder.resolve("none")));
        assertOneLine(run(2, "very"));
        assertOneLine(run(4, "verify", newer));
        try (Bystander holder = new Bystander()) {
            holder.claim(large);
            assertOneLine(run(3, "copy", large, folder.resolve("copy")));
        }
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsOn() throws Exception {
        Path file = MadeFiles.text(folder);

        Tool.Result result = execute(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"), "dump", file);

        assertEquals("\"key-0\" = 0\n", result.out());
        assertEquals("", result.err());
    }

    /** Values as long as they are read at all, in a heap that does not hold many of them. */
    @Test
    void shouldSayInALineThatTheHeapIsTooSmall() throws Exception {
        Path file = folder.resolve("wide.rc");
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(4)
                .maxValueBytes(6 << 20)
                .inlineValueBytes(6 << 20)
                .mappedTo(file)
                .build()) {
            cache.put("key", "\u0007".repeat(6 << 20));
        }

        Tool.Result result = execute(List.of(), "dump", file);

        assertTrue(result.code() == 0 || result.code() == 2, () -> "exit code " + result.code());
        assertTrue(
                result.code() == 0
                        || result.err().equals("rendercache: not enough memory; start java with a larger -Xmx\n"),
                result::err);
        assertEquals("1", run(0, "stat", file).part("slots").replaceAll("entries (\\d+),.*", "$1"));
        run(0, "verify", "--level=slots", file);
    }

    @Test
    void shouldHoldNoMoreThanTheToolNeeds() throws IOException {
        List<String> others = new ArrayList<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> !name.endsWith("/") && OF_OURS.stream().noneMatch(name::startsWith))
                    .forEach(others::add);
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals(RenderCacheTool.class.getName(), manifest.getValue("Main-Class"));
            assertEquals(null, manifest.getValue("Add-Opens"));
            assertTrue(jar.getEntry("META-INF/LICENSE") != null, "no licence");
        }
        assertEquals(List.of(), others);
        assertTrue(
                Files.size(JAR) < MOST_JAR_BYTES,
                () -> JAR + " is of " + JAR.toFile().length() + " bytes");
    }

    private static void assertOneLine(Tool.Result result) {
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.err().startsWith("rendercache: "), result::toString);
    }

    private Tool.Result run(int code, Object... arguments) throws Exception {
        Tool.Result result = execute(List.of(), arguments);

        assertEquals(code, result.code(), result::toString);
        if (code == 0) {
            assertEquals("", result.err());
        }
        return result;
    }

    private Tool.Result execute(List<String> before, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-jar", JAR.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path out = folder.resolve("stdout.txt");
        Path err = folder.resolve("stderr.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> command + " did not end");
        } finally {
            process.destroyForcibly();
        }
        return new Tool.Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }
}
