package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version, flags, exit codes, and JSON from every command. */
class CommandLineTest {
    @TempDir
    Path folder;

    @Test
    void shouldHelp() {
        Tool.Result result = Tool.run("--help");

        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err());
        for (String word : List.of("info", "stat", "verify", "dump", "copy", "jvm-flags", "Exit codes:", "damaged")) {
            assertTrue(result.out().contains(word), result::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "stat", "verify", "dump", "copy", "jvm-flags"})
    void shouldHelpWithEachCommand(String command) {
        Tool.Result result = Tool.run(command, "--help");

        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().startsWith("Usage: rendercache " + command + " "), result::toString);
        assertTrue(result.out().contains("--json"), result::toString);
    }

    @Test
    void shouldTellItsVersion() {
        Tool.Result result = Tool.run("--version");

        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().matches("rendercache \\S.*, layout 2, on Java .*\\R"), result::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "inform FILE",
                "info",
                "info FILE FILE",
                "info --no-such FILE",
                "verify --level=deep FILE",
                "dump --limit=many FILE",
                "copy FILE",
                "jvm-flags FILE",
                "@FILE"
            })
    void shouldRefuseAWrongCommandLineInOneLine(String line) {
        String file = MadeFiles.text(folder).toString();
        Object[] arguments =
                line.isEmpty() ? new Object[0] : line.replace("FILE", file).split(" ");

        Tool.Result result = Tool.run(arguments);

        assertEquals(2, result.code(), result::toString);
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.err().startsWith("rendercache: "), result::toString);
        assertTrue(result.err().strip().endsWith("--help'"), result::toString);
    }

    @Test
    void shouldLetNoArgumentDriveTheTerminal() {
        Tool.Result result = Tool.run("dump", "--limit=\u001b[31m\nred", "file");

        assertEquals(2, result.code(), result::toString);
        assertEquals(1, result.err().lines().count(), result::toString);
        assertFalse(result.err().contains("\u001b"), result::toString);
    }

    @Test
    void shouldPrintJsonFromEveryCommand() {
        Path file = MadeFiles.text(folder);

        for (List<Object> line : List.<List<Object>>of(
                List.of("info", file),
                List.of("stat", file),
                List.of("verify", file),
                List.of("verify", "--level=header", file),
                List.of("verify", "--level=full", file),
                List.of("dump", "--limit=1", file),
                List.of("dump", "--limit=1", "--keys-only", file),
                List.of("copy", file, folder.resolve("copy")),
                List.of("jvm-flags"),
                List.of("jvm-flags", "--large"))) {
            Object[] arguments = new Object[line.size() + 1];
            line.toArray(arguments);
            arguments[line.size()] = "--json";

            Tool.Result result = Tool.run(arguments);

            assertEquals(0, result.code(), result::toString);
            assertEquals("", result.err());
            assertFalse(JsonText.object(result.out()).isEmpty(), result::toString);
        }
    }

    @Test
    void shouldPrintTheFlagsThatACacheNeeds() {
        String[] flags = Tool.run("jvm-flags").out().strip().split(" ");
        String[] moreFlags = Tool.run("jvm-flags", "--large").out().strip().split(" ");

        ChildJvm.Result without = new ChildJvm(CacheMaker.class, folder)
                .arguments("text", folder.resolve("a").toString())
                .run();
        ChildJvm.Result small = new ChildJvm(CacheMaker.class, folder)
                .flags(flags)
                .arguments("text", folder.resolve("b").toString())
                .run();
        ChildJvm.Result large = new ChildJvm(CacheMaker.class, folder)
                .flags(moreFlags)
                .arguments("curation", folder.resolve("c").toString())
                .run();

        assertEquals(1, without.exitCode(), without::describe);
        assertEquals(0, small.exitCode(), small::describe);
        assertEquals("", small.stderr());
        assertEquals(0, large.exitCode(), large::describe);
        assertEquals(
                Map.of("flags", String.join(" ", flags)),
                JsonText.object(Tool.run("jvm-flags", "--json").out()));
    }

    /** Makes a cache's files in a JVM of its own. */
    static final class CacheMaker {
        private CacheMaker() {}

        /** Arguments: what, and its folder, which it makes. */
        public static void main(String[] args) throws IOException {
            Path made = Files.createDirectories(Path.of(args[1]));
            if (args[0].equals("text")) {
                MadeFiles.text(made);
            } else {
                MadeFiles.curation(made);
            }
        }
    }
}
