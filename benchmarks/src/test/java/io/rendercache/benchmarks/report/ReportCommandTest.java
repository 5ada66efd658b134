package io.rendercache.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {
    private static final String HOSTILE = "<script src='http:x'>&\\\"";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void makeRun() throws IOException {
        folder = Files.createDirectory(root.resolve("2026-01-02-machine-jdk17"));
        write("env.json", "{\"processor\": \"a processor\", \"jdk\": \"17\"}");
        write("jmh.json", "[" + result("bounded-lru", 33.937390773794796) + "," + result("caffeine", 67.5) + "]");
        write("latency-ohc-1000.hgrm", "Value Percentile\n 1.500 0.5 10 2\n 9.250 0.99 99 100\n#[Max = 77.000, x]\n");
        write("sizing-frames.csv", "capacity,misses,miss_ratio\n1,90,0.9\n1000,10,0.1\n");
        Files.writeString(
                root.resolve("baseline.json"), "{\"facts\": {\"off-heap bytes, BoundedLru of 1000\": 94208}}");
    }

    @Test
    void shouldShowTheFiguresOfTheFiles() throws IOException {
        String page = report();

        assertEquals("", err.toString());
        assertTrue(page.contains("value=\"33.937390773794796\""), page);
        assertTrue(page.contains("value=\"" + 33.937390773794796 / 67.5 + "\""), page);
        assertTrue(page.contains("value=\"9250.0\""), page);
        assertTrue(page.contains("value=\"77000.0\""), page);
        assertTrue(page.contains("a processor"), page);
        assertFalse(page.contains("class=\"absent\">No "), page);
        assertFalse(page.contains("http"), page);
    }

    @ParameterizedTest
    @CsvSource({
        "jmh.json, No results of JMH",
        "latency-ohc-1000.hgrm, No latency",
        "sizing-frames.csv, No sizing",
        "../baseline.json, No baseline",
        "env.json, no env.json",
    })
    void shouldSayWhatIsMissing(String file, String said) throws IOException {
        Files.delete(folder.resolve(file));

        String page = report();

        assertTrue(page.contains(said), page);
    }

    @Test
    void shouldEscapeWhatComesFromFiles() throws IOException {
        write("env.json", "{\"" + HOSTILE + "\": \"" + HOSTILE + "\"}");
        write("jmh.json", "[" + result(HOSTILE, 1) + "]");

        assertFalse(report().contains("<script"));
    }

    @ParameterizedTest
    @CsvSource({"jmh.json", "env.json", "latency-ohc-1000.hgrm", "sizing-frames.csv"})
    void shouldSayInOneLineWhichFileIsBroken(String file) throws IOException {
        write(file, "{ broken");

        report();

        assertTrue(err.toString().contains(file), err.toString());
    }

    @Test
    void shouldNotWriteOverAReport() throws IOException {
        write("report.html", "kept");

        assertEquals(1, run(folder.toString()));
        assertTrue(err.toString().contains("--force"), err.toString());
        assertEquals("kept", Files.readString(folder.resolve("report.html")));
    }

    @Test
    void shouldRefuseAFolderThatIsNotThere() {
        assertEquals(2, run(root.resolve("nowhere").toString()));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    private String report() throws IOException {
        assertEquals(0, run(folder.toString()), err.toString());
        return Files.readString(folder.resolve("report.html"));
    }

    private int run(String... args) {
        return ReportCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String result(String who, double score) {
        return "{\"benchmark\": \"a.GetHit.getHit\", \"threads\": 1, \"params\": {\"capacity\": \"1000\", \"impl\": \""
                + who
                + "\"}, \"primaryMetric\": {\"score\": " + score
                + ", \"scoreError\": \"NaN\", \"scoreUnit\": \"ns/op\"}}";
    }
}
