package io.rendercache.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.caches.Implementation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

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
        write("memory.json", "[]");
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
        "memory.json, No memory.json",
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
    @CsvSource({
        "jmh.json",
        "env.json",
        "latency.json",
        "verdict.json",
        "../baseline.json",
        "latency-ohc-1000.hgrm",
        "sizing-frames.csv"
    })
    void shouldSayInOneLineWhichFileIsBroken(String file) throws IOException {
        write(file, "{ broken");

        String page = report();

        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(file.replace("../", "")), err.toString());
        assertEquals(!file.equals("jmh.json"), page.contains("value=\"33.937390773794796\""), page);
        assertEquals(!file.equals("latency-ohc-1000.hgrm"), page.contains("value=\"9250.0\""), page);
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

    @ParameterizedTest
    @ValueSource(strings = {HOSTILE, "\\ud800\\uffff\\u0000", "long"})
    void shouldDrawSvgThatStandsAloneWhateverTheNames(String name) throws Exception {
        String given = name.equals("long") ? "x".repeat(5_000) : name;
        write("jmh.json", "[" + result("a." + given + ".run", given, 1) + "]");

        report();

        assertEquals("", err.toString());
        List<Path> charts = charts();
        assertEquals(4, charts.size(), charts.toString());
        for (Path chart : charts) {
            Document svg =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
            assertEquals(1, svg.getElementsByTagName("title").getLength());
            assertTrue(svg.getElementsByTagName("text").getLength() >= 1);
            assertEquals(0, svg.getElementsByTagName("script").getLength());
            assertFalse(
                    svg.getElementsByTagName("title").item(0).getTextContent().isBlank());
        }
    }

    @Test
    void shouldNameAChartAfterTheClassAloneWhereItHasOneBenchmark() throws IOException {
        write("jmh.json", "[" + result("a.Zipf.hitOrLoad", "bounded-lru", 170) + "]");

        String page = report();

        assertTrue(page.contains("<figcaption>Zipf, capacity 1,000, ns/op"), page);
        assertTrue(page.contains("<td>Zipf</td>"), page);
        assertTrue(Files.exists(folder.resolve("chart-cost-zipf-capacity-1-000.svg")), charts().toString());
    }

    @Test
    void shouldPutALowLegendOfAllCachesBelowTheirChart() throws IOException {
        String results = Arrays.stream(Implementation.values())
                .map(implementation -> result(implementation.id(), 10))
                .collect(Collectors.joining(","));
        write("jmh.json", "[" + results + "]");

        report();

        String chart = Files.readString(folder.resolve("chart-cost-gethit-capacity-1-000.svg"));
        Matcher size = Pattern.compile("width=\"440\" height=\"(\\d+)\"").matcher(chart);
        assertTrue(size.find(), chart);
        assertTrue(Integer.parseInt(size.group(1)) < 1.6 * Drawing.HEIGHT, size.group());
        for (Implementation implementation : Implementation.values()) {
            Matcher name = Pattern.compile(" y=\"([^\"]*)\">" + implementation.id() + "</text>")
                    .matcher(chart);
            assertTrue(name.find(), chart);
            assertTrue(Double.parseDouble(name.group(1)) > Drawing.HEIGHT, name.group());
        }
    }

    @Test
    void shouldGiveEachChartItsOwnFile() throws IOException {
        write("jmh.json", "[" + result("a.Get-Hit.run", "ohc", 1) + "," + result("a.Get+Hit.run", "ohc", 2) + "]");

        report();

        assertTrue(Files.exists(folder.resolve("chart-cost-get-hit-run-capacity-1-000.svg")), charts().toString());
        assertTrue(Files.exists(folder.resolve("chart-cost-get-hit-run-capacity-1-000-2.svg")), charts().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"NaN\"", "\"Infinity\"", "-1.5", "{}"})
    void shouldDrawAScoreWithoutAnInterval(String error) throws IOException {
        write("jmh.json", "[" + result("ohc", 7.25).replace("\"NaN\"", error) + "]");

        String page = report();

        assertEquals("", err.toString());
        assertTrue(page.contains("value=\"7.25\""), page);
        assertTrue(Files.exists(folder.resolve("chart-cost-gethit-capacity-1-000.svg")), charts().toString());
    }

    @Test
    void shouldTakeTheNewestRunWhenNoFolderIsNamed() throws IOException {
        Path older = Files.createDirectory(root.resolve("2026-01-01-machine-jdk25"));
        Path other = Files.createDirectory(root.resolve("2026-01-02-machine-jdk25"));
        Files.createDirectory(root.resolve("no run"));
        Files.setLastModifiedTime(folder, FileTime.fromMillis(2_000_000));
        Files.setLastModifiedTime(other, FileTime.fromMillis(1_000_000));

        assertEquals(0, run(), err.toString());

        assertTrue(Files.exists(folder.resolve("report.html")));
        assertFalse(Files.exists(older.resolve("report.html")));
        assertFalse(Files.exists(other.resolve("report.html")));
    }

    @Test
    void shouldSayWhenThereIsNoRun() throws IOException {
        Path empty = Files.createDirectory(root.resolve("empty"));

        int code = new ReportCommand(empty).run(new String[0], new PrintWriter(out, true), new PrintWriter(err, true));

        assertEquals(2, code);
        assertTrue(err.toString().contains("holds no run; name a folder"), err.toString());
    }

    @Test
    void shouldDrawTheHistoryOfTheFolderThatIsNamed() throws IOException {
        Path runs = Files.createDirectories(root.resolve("elsewhere"));
        Path run = Files.createDirectory(runs.resolve("2025-12-31-old"));
        String results = "[" + result("bounded-lru", 3) + "," + result("caffeine", 4) + "]";
        Files.writeString(run.resolve("jmh.json"), results.replace("\"impl\"", "\"keys\": \"equal\", \"impl\""));

        assertEquals(0, run(folder.toString(), "--history", runs.toString()), err.toString());

        String page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("2025-12-31-old"), page);
        assertTrue(page.contains("value=\"0.75\""), page);
        assertTrue(page.contains(">GetHit, 1,000, equal, 1T</text>"), page);
        assertEquals(
                2, run(folder.toString(), "--history", root.resolve("nowhere").toString(), "--force"));
        assertTrue(err.toString().contains("--history"), err.toString());
    }

    @Test
    void shouldKeepTheHistoryWhenOneOfItsRunsIsBroken() throws IOException {
        Path broken = Files.createDirectory(root.resolve("2025-12-30-broken"));
        Files.writeString(broken.resolve("jmh.json"), "[{\"primaryMetric\": 3}]");
        Path older = Files.createDirectory(root.resolve("2025-12-31-old"));
        Files.writeString(
                older.resolve("jmh.json"), "[" + result("bounded-lru", 3) + "," + result("caffeine", 4) + "]");

        String page = report();

        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("2025-12-30-broken: jmh.json"), err.toString());
        assertTrue(page.contains("2025-12-31-old"), page);
        assertTrue(page.contains("value=\"0.75\""), page);
    }

    @Test
    void shouldShowProcessorTimeAndMemoryAndTheRatioToTheBestOfCaffeines() throws IOException {
        String cpu = result("caffeine-same-thread", 20)
                .replace("}}", "}, \"secondaryMetrics\": {\"cpu\": {\"score\": 28.25, \"scoreUnit\": \"ns/op\"}}}");
        write("jmh.json", "[" + result("bounded-lru", 30) + "," + result("caffeine", 40) + "," + cpu + "]");
        write(
                "memory.json",
                "[{\"implementation\": \"cache2k\", \"capacity\": 1000, \"caches\": 2, \"entries\": 2000,"
                        + " \"heapBytes\": 300000, \"otherBytes\": 20000}]");

        String page = report();

        assertEquals("", err.toString());
        assertTrue(page.contains("value=\"1.5\""), page);
        assertTrue(page.contains("value=\"2.0\""), page);
        assertTrue(page.contains("value=\"28.25\""), page);
        assertTrue(page.contains("Bytes per entry (lower is better), heap and beside it, capacity 1,000"), page);
        assertTrue(
                Files.exists(folder.resolve("chart-memory-heap-and-beside-it-capacity-1-000.svg")),
                charts().toString());
    }

    @Test
    void shouldPartIndexAndWholeInBytesPerEntry() throws IOException {
        Files.writeString(
                root.resolve("baseline.json"),
                "{\"facts\": {\"off-heap bytes, X of 1000\": 94208, \"index bytes for 1000 entries, X of 1000\": 52608}}");

        String page = report();

        assertTrue(page.contains("Bytes per entry (lower is better), all off-heap memory"), page);
        assertTrue(page.contains("Bytes per entry (lower is better), its index alone"), page);
    }

    private List<Path> charts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".svg"))
                    .sorted()
                    .toList();
        }
    }

    private String report() throws IOException {
        assertEquals(0, run(folder.toString()), err.toString());
        return Files.readString(folder.resolve("report.html"));
    }

    private int run(String... args) {
        return new ReportCommand(root).run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String result(String who, double score) {
        return result("a.GetHit.getHit", who, score);
    }

    private static String result(String benchmark, String who, double score) {
        return "{\"benchmark\": \"" + benchmark
                + "\", \"threads\": 1, \"params\": {\"capacity\": \"1000\", \"impl\": \""
                + who
                + "\"}, \"primaryMetric\": {\"score\": " + score
                + ", \"scoreError\": \"NaN\", \"scoreUnit\": \"ns/op\"}}";
    }
}
