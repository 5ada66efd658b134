package io.rendercache.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in JVMs whose locale has digits or letters of its own: what a program reads must not change with it. */
class UnderOtherLocalesTest {
    private static final String ARABIC = "-Duser.language=ar -Duser.country=EG";
    private static final String THAI = "-Duser.language=th -Duser.country=TH -Duser.extensions=u-nu-thai";
    private static final String TURKISH = "-Duser.language=tr -Duser.country=TR";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {ARABIC, THAI, TURKISH})
    void shouldDoTheMainJob(String locale) {
        ChildJvm.Result node = run(
                locale,
                "node",
                "--jobs",
                "2",
                "--workers",
                "2",
                "--videos",
                "2",
                "--frame-count",
                "40",
                "--images",
                "0",
                "--limit",
                "60");

        assertEquals(0, node.exitCode(), node.describe());
        assertPlainDigits(node.stdout());
    }

    @ParameterizedTest
    @ValueSource(strings = {ARABIC, THAI, TURKISH})
    void shouldWriteResultsThatAreReadBack(String locale) throws Exception {
        Path run = Files.createDirectory(folder.resolve("2026-01-02-run"));
        Files.writeString(run.resolve("jmh.json"), """
                [{"benchmark": "a.GetHit.getHit", "threads": 1, "params": {"capacity": "1000", "impl": "bounded-lru"},
                  "primaryMetric": {"score": 1234.5, "scoreError": 1.5, "scoreUnit": "ns/op"}}]
                """);

        ChildJvm.Result sizing =
                run(locale, "sizing", "--load", "frames", "--jobs", "50", "--no-timings", "--out", run.toString());
        ChildJvm.Result report = run(locale, "report", run.toString());

        assertEquals(0, sizing.exitCode(), sizing.describe());
        assertEquals(0, report.exitCode(), report.describe());
        assertPlainDigits(Files.readString(run.resolve("sizing-frames.csv")));
        assertPlainDigits(Files.readString(run.resolve("env.json")));
        String page = Files.readString(run.resolve("report.html"));
        assertPlainDigits(page);
        assertTrue(page.contains("value=\"1234.5\""), page);
        assertTrue(Files.exists(run.resolve("chart-cost-gethit-capacity-1-000.svg")), report.describe());
        assertPlainDigits(Files.readString(run.resolve("chart-cost-gethit-capacity-1-000.svg")));
    }

    private ChildJvm.Result run(String locale, String... arguments) {
        return new ChildJvm(Launcher.class, folder)
                .neededFlags()
                .largeValueFlags()
                .flags(locale.split(" "))
                .flags("-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8")
                .arguments(arguments)
                .run();
    }

    /** Every digit is one of 0 to 9, and no letter is the dotted capital or dotless small i. */
    private static void assertPlainDigits(String text) {
        List<String> others = text.codePoints()
                .filter(c -> Character.isDigit(c) && (c < '0' || c > '9') || c == 'İ' || c == 'ı')
                .mapToObj(Character::toString)
                .distinct()
                .toList();

        assertEquals(List.of(), others);
        assertFalse(text.isEmpty());
    }
}
