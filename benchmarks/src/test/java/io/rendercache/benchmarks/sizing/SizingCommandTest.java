package io.rendercache.benchmarks.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "--jobs 0, '--jobs: 0 '",
        "--videos 0, '--videos: 0 '",
        "--frames 0, '--frames: 0 '",
        "--concurrent 0, '--concurrent: 0 '",
        "--leak NaN, '--leak: NaN '",
        "--leak 1.1, '--leak: 1.1 '",
        "--cap 0, '--cap: 0 '",
        "--skew 6, '--skew: 6.0 '",
        "--load nothing, 'nothing'",
        "--load trace, 'trace'",
        "'--load labels,labels', 'labels'",
        "--trace no-such-file, 'no-such-file'",
        "--format int32, 'int32'",
        "surplus, 'surplus'",
    })
    void shouldRefuseBadOptionsInOneLine(String arguments, String named) {
        int code = run(arguments.split(" "));

        assertEquals(2, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(named), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldPrintHelp() {
        assertEquals(0, run("--help"));

        assertTrue(out.toString().contains("--trace"), out.toString());
        assertTrue(out.toString().contains("Exit codes"), out.toString());
    }

    @Test
    void shouldSizeFromATraceAndKeepTheFiles() throws IOException {
        Path trace = loopOf(1_500, 4);

        int code = run(
                "--trace",
                trace.toString(),
                "--no-timings",
                "--out",
                folder.resolve("run").toString());

        assertEquals(0, code, err.toString());
        assertTrue(out.toString().contains("Doubling it to 2,000 would save 4,500 misses"), out.toString());
        assertTrue(out.toString().contains("Halving it to 500 would change no miss."), out.toString());
        assertEquals(
                List.of("capacity,misses,miss_ratio", "1,6000,1.000000000", "1500,1500,0.250000000"),
                Files.readAllLines(folder.resolve("run/sizing-farm.csv")));
        JsonObject summary = JsonParser.parseString(Files.readString(folder.resolve("run/sizing-farm.json")))
                .getAsJsonObject();
        assertEquals(6_000, summary.get("references").getAsLong());
        assertEquals(9, summary.getAsJsonArray("rows").size());
        assertEquals(
                6_000,
                summary.getAsJsonArray("rows")
                        .get(4)
                        .getAsJsonObject()
                        .get("engineMisses")
                        .getAsLong());
        assertTrue(
                Files.readString(folder.resolve("run/sizing-farm.svg")).contains("<svg")
                        || err.toString().contains("fonts"),
                err.toString());
    }

    @Test
    void shouldNotWriteOverAnEarlierRunUnlessForced() throws IOException {
        String[] arguments = {
            "--trace",
            loopOf(10, 2).toString(),
            "--no-timings",
            "--out",
            folder.resolve("run").toString()
        };
        assertEquals(0, run(arguments), err.toString());
        err.getBuffer().setLength(0);

        assertEquals(1, run(arguments));

        assertTrue(err.toString().contains("sizing-farm.csv"), err.toString());
        assertTrue(err.toString().contains("--force"), err.toString());
        List<String> forced = new ArrayList<>(List.of(arguments));
        forced.add("--force");
        assertEquals(0, run(forced.toArray(new String[0])), err.toString());
    }

    @Test
    void shouldSayInOneLineWhereATraceIsBroken() throws IOException {
        Path trace = folder.resolve("farm.txt");
        Files.writeString(trace, "1\ntwo\n");

        int code = run(
                "--trace",
                trace.toString(),
                "--format",
                "decimal",
                "--out",
                folder.resolve("run").toString());

        assertEquals(1, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("byte 2 "), err.toString());
    }

    @Test
    void shouldWriteTheSameMarkdownEachTimeButForTheEnginesMisses() throws IOException {
        String[] small = {
            "--load", "frames,labels", "--jobs", "60", "--frames", "4", "--openings", "3000", "--no-timings"
        };

        String once = markdown("one", small);
        String again = markdown("two", small);

        assertEquals(withoutEngine(once), withoutEngine(again));
        assertTrue(once.contains("## 1,000 entries for the frame cache"), once);
        assertTrue(once.contains("## 1,024 entries for the label cache"), once);
        assertTrue(once.contains("is 5.6 times the working set"), once);
        assertFalse(once.contains(" ns"), once);
    }

    /** Its hash is seeded anew each time, so that a miss more or less comes and goes. */
    private static String withoutEngine(String markdown) {
        return markdown.replaceAll("(?m)^((?:\\|[^|]*){3})\\|[^|]*(\\|[^|]*\\|)$", "$1$2");
    }

    private String markdown(String name, String... arguments) throws IOException {
        Path file = folder.resolve(name + ".md");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--markdown", file.toString(), "--out", folder.resolve(name).toString()));
        assertEquals(0, run(all.toArray(new String[0])), err.toString());
        return Files.readString(file);
    }

    private Path loopOf(int keys, int rounds) throws IOException {
        Path file = folder.resolve("farm.txt");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < keys * rounds; i++) {
            text.append(i % keys).append('\n');
        }
        Files.writeString(file, text);
        return file;
    }

    private int run(String... arguments) {
        return new SizingCommand().run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
