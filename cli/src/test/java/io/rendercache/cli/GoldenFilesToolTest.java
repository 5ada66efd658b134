package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import io.rendercache.testing.golden.GoldenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of files of layout 1 the tool says in one line that they are; what is in their slots it prints as ever. */
class GoldenFilesToolTest {
    private static final List<String> COMMANDS =
            List.of("info", "verify", "verify --level=full", "dump --json", "stat");

    @TempDir
    Path folder;

    static Stream<GoldenFile> all() {
        return GoldenFile.all().stream();
    }

    static Stream<GoldenFile> convertible() {
        return all().filter(GoldenFile::isConvertible);
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldSayInOneLineThatAFileIsOfLayout1(GoldenFile golden) {
        golden.unpackInto(folder);
        JsonObject layout1 = golden.expected().getAsJsonObject("layout1");

        for (String name : cacheFiles(golden)) {
            String message = layout1.get("refused")
                    .getAsString()
                    .replaceFirst(
                            "^<folder>/cache\\.rc(\\.ended)?(?= )",
                            folder.resolve(name).toString());
            for (String command : COMMANDS) {
                Tool.Result result = run(command, name);

                assertEquals("rendercache: " + message + "\n", result.err(), command);
                assertEquals(layout1.get("exitCode").getAsInt(), result.code(), command);
                assertEquals(
                        command.contains("--json") ? message : "",
                        command.contains("--json")
                                ? JsonText.object(result.out()).get("error")
                                : result.out());
            }
            Path copy = folder.resolve("copy");
            Tool.Result result = Tool.run("copy", folder.resolve(name), copy);
            assertEquals("rendercache: " + message + "\n", result.err());
            assertEquals(layout1.get("exitCode").getAsInt(), result.code());
        }
    }

    @ParameterizedTest
    @MethodSource("convertible")
    void shouldPrintSlotsOfThatVersionInAFileOfLayout2(GoldenFile golden) {
        golden.unpackAsLayout2Into(folder);

        StringBuilder transcript = new StringBuilder();
        for (String name : cacheFiles(golden)) {
            for (String command : COMMANDS) {
                Tool.Result result = run(command, name);
                String printed = "$ rendercache " + command + " " + folder.resolve(name) + "\n" + result.out()
                        + result.err() + "exit code " + result.code() + "\n\n";
                transcript.append(
                        printed.replace(folder.toString(), "<folder>").replaceAll("(?m)^(at +)\\d{4}-.*Z$", "$1<now>"));
            }
        }

        assertEquals(golden.toolTranscript(), transcript.toString());
    }

    private static List<String> cacheFiles(GoldenFile golden) {
        return golden.fileNames().stream()
                .filter(name -> !name.endsWith(".large"))
                .toList();
    }

    private Tool.Result run(String command, String name) {
        return Tool.run(Stream.concat(Stream.of(command.split(" ")), Stream.of(folder.resolve(name)))
                .toArray());
    }
}
