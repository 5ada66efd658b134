package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as an operator runs it: with this Java, no flag and a small heap. Runs once the jar is made. */
class RenderCacheJarIT {
    private static final Path JAR = Path.of(System.getProperty("basedir", ""), "target", "rendercache-cli.jar");
    private static final long MOST_JAR_BYTES = 700_000;
    private static final List<String> OF_OURS =
            List.of("io/rendercache/cli/", "io/rendercache/internal/layout/", "picocli/", "META-INF/");

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> javaFlags = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void shouldRunEveryCommand() throws Exception {
        Path file = MadeFiles.text(folder);
        Path curation = MadeFiles.curation(folder);

        assertTrue(run(0, "info", file).part("layout").equals("2"));
        assertEquals("24", run(0, "verify", "--level=full", file).out().replaceAll("(?s).*entries (\\d+),.*", "$1"));
        assertEquals(MadeFiles.TEXT_ENTRIES, run(0, "dump", file).lines().size());
        assertEquals("75.0", run(0, "stat", file).part("fill percent"));
        assertEquals("24", run(0, "copy", file, folder.resolve("copy")).part("copied"));
        assertEquals(
                "4", run(0, "copy", curation, folder.resolve("curation copy")).part("copied"));
        assertEquals(JvmFlagsCommand.ENGINE, run(0, "jvm-flags").out().strip());
        assertTrue(run(0, "--help").out().contains("Exit codes:"));
        assertTrue(run(0, "--version").out().matches("rendercache \\d\\S+, layout 2, on Java .*\\R"), "no version");
        JsonText.object(run(0, "info", "--json", file).out());
        MadeFiles.openText(folder.resolve("copy")).close();
        MadeFiles.openCuration(folder.resolve("curation copy")).close();
    }

    @Test
    void shouldEndWithTheCodeForWhatItFound() throws Exception {
        Path file = MadeFiles.text(folder);
        Path cutOff = Files.write(folder.resolve("cut off"), Arrays.copyOf(Files.readAllBytes(file), 5_000));
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putInt(8, 3);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info FILE",
                "info --json FILE",
                "stat FILE",
                "stat --watch FILE",
                "verify FILE",
                "dump FILE",
                "dump --json FILE",
                "copy FILE FILE.copy",
                "jvm-flags",
                "--help",
                "dump --help",
                "--version"
            })
    void shouldFailWhenTheOutputCannotBeWritten(String line) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no device here that is full");
        String file = MadeFiles.text(folder).toString();

        Tool.Result result = execute(List.of("sh", "-c", "\"$@\" > /dev/full", "sh"), (Object[])
                line.replace("FILE", file).split(" "));

        assertEquals(2, result.code(), result::toString);
        assertOneLine(result);
        assertTrue(
                result.err().startsWith("rendercache: the output could not be written: No space left on device; "),
                result::toString);
    }

    /** The reader closes its end before the tool is started. */
    @Test
    void shouldFailWhenNobodyReadsAnything() throws Exception {
        Path file = MadeFiles.text(folder);
        String script = "mkfifo closed; { cat closed; \"$@\"; echo $? > code; } | { exec 0<&-; echo > closed; }";

        Tool.Result result = execute(List.of("sh", "-c", "cd '" + folder + "'; " + script, "sh"), "info", file);

        assertOneLine(result);
        assertTrue(result.err().startsWith("rendercache: the output could not be written: "), result::toString);
        assertEquals("2", Files.readString(folder.resolve("code")).strip());
    }

    /** More is printed than a pipe holds. */
    @Test
    void shouldEndQuietlyWhenTheReaderHasHadEnough() throws Exception {
        Path file = folder.resolve("many.rc");
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(4_000)
                .maxValueBytes(128)
                .mappedTo(file)
                .build()) {
            for (int i = 0; i < 4_000; i++) {
                cache.put("key-" + i, "v".repeat(100));
            }
        }
        String script = "{ \"$@\"; echo $? > '" + folder + "/code'; } | head -n 1";

        Tool.Result result = execute(List.of("sh", "-c", script, "sh"), "dump", file);

        assertEquals("", result.err());
        assertEquals(1, result.lines().size(), result::toString);
        assertEquals("2", Files.readString(folder.resolve("code")).strip());
    }

    @Test
    void shouldTellKeysApartInACharsetThatHasNotTheirLetters() throws Exception {
        Path file = folder.resolve("letters.rc");
        List<String> keys = List.of("\u00e4", "\u00f6", "?", "\\u00e4", "\\\u00e4", "\ud83d\ude00");
        try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(8)
                .mappedTo(file)
                .build()) {
            keys.forEach(key -> cache.put(key, 0L));
        }
        environment.put("LC_ALL", "C");

        Tool.Result result = run(0, "dump", "--keys-only", file);

        assertEquals(
                List.of(
                        "\"\\u00e4\"",
                        "\"\\u00f6\"",
                        "\"?\"",
                        "\"\\\\u00e4\"",
                        "\"\\\\\\u00e4\"",
                        "\"\\ud83d\\ude00\""),
                result.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "th-TH-u-nu-thai", "tr-TR"})
    void shouldPrintTheSameInEveryLocale(String tag) throws Exception {
        Path file = MadeFiles.frames(folder);
        Locale locale = Locale.forLanguageTag(tag);
        List<String> flags = List.of(
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.extensions=" + tag.replaceFirst("^..-..-?", ""));

        for (List<Object> command : List.<List<Object>>of(
                List.of("info", file),
                List.of("info", "--json", file),
                List.of("verify", "--level=full", file),
                List.of("dump", "--json", file),
                List.of("dump", file),
                List.of("jvm-flags", "--json"),
                List.of("stat", "--top=-1", file),
                List.of("verify", file + ".none"))) {
            javaFlags.clear();
            Tool.Result plain = execute(List.of(), command.toArray());
            javaFlags.addAll(flags);

            assertEquals(plain, execute(List.of(), command.toArray()));
        }
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

    /** So that no engine class, and none of the libraries that the engine needs, is needed. */
    @Test
    void shouldUseNothingThatIsNotInTheJar() {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);

        jdeps.run(out, out, "--missing-deps", "--multi-release", "base", JAR.toString());

        assertEquals(
                List.of(),
                printed.toString()
                        .lines()
                        .filter(line -> line.matches("\\s+\\S+ +-> .*"))
                        .map(line -> line.strip().split("\\s+")[2])
                        .filter(name -> !name.startsWith("org.jspecify.annotations."))
                        .distinct()
                        .toList());
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
        command.add("-Xmx64m");
        command.addAll(javaFlags);
        command.addAll(List.of("-jar", JAR.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path out = folder.resolve("stdout.txt");
        Path err = folder.resolve("stderr.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
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
