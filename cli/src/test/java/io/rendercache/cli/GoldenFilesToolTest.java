package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.golden.GoldenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of files written by an earlier version, the tool prints what the tool of that version printed. */
class GoldenFilesToolTest {
    private static final List<String> COMMANDS =
            List.of("info", "verify", "verify --level=full", "dump --json", "stat");

    @TempDir
    Path folder;

    static Stream<GoldenFile> all() {
        return GoldenFile.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldPrintWhatTheEarlierToolPrinted(GoldenFile golden) {
        golden.unpackInto(folder);

        StringBuilder transcript = new StringBuilder();
        for (String name : golden.fileNames()) {
            if (!name.endsWith(".large")) {
                COMMANDS.forEach(command -> transcript.append(run(command, folder.resolve(name))));
            }
        }

        assertEquals(golden.toolTranscript(), transcript.toString());
    }

    private String run(String command, Path file) {
        Tool.Result result = Tool.run(
                Stream.concat(Stream.of(command.split(" ")), Stream.of(file)).toArray());
        String printed = "$ rendercache " + command + " " + file + "\n" + result.out() + result.err() + "exit code "
                + result.code() + "\n\n";
        return printed.replace(folder.toString(), "<folder>").replaceAll("(?m)^(at +)\\d{4}-.*Z$", "$1<now>");
    }
}
