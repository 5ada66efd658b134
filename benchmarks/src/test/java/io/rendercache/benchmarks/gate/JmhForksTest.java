package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JMH's results as they are, in other units, foreign, broken and missing. */
class JmhForksTest {
    @Test
    void shouldReadTimesInNanosecondsWhateverTheirUnit() {
        String json = "[" + result("a.GetHit.getHit", "avgt", "33.5", "ns/op") + ","
                + result("a.Reopen.warm", "avgt", "2", "ms/op") + "]";

        Forks.Scores scores = JmhForks.parse(json, false);

        assertEquals(17, scores.jdk());
        assertEquals(
                Map.of("GetHit 1000 bounded-lru", 33.5, "Reopen.warm 1000 bounded-lru", 2e6),
                scores.nanosByBenchmark());
    }

    @Test
    void shouldLeaveTheImplementationOutWhereItTellsSidesApart() {
        String json = "[" + result("a.GetHit.getHit", "avgt", "33.5", "ns/op") + "]";

        assertEquals(Map.of("GetHit 1000", 33.5), JmhForks.parse(json, true).nanosByBenchmark());
    }

    @Test
    void shouldNameEqualKeysLikeARevisionThatKnowsNoOthers() {
        String json = result("a.GetHit.getHit", "avgt", "33.5", "ns/op");

        assertEquals(
                JmhForks.parse("[" + json + "]", true).nanosByBenchmark().keySet(),
                JmhForks.parse("[" + withKeys(json, "equal") + "]", true)
                        .nanosByBenchmark()
                        .keySet());
        assertEquals(
                Map.of("GetHit 1000 same", 33.5),
                JmhForks.parse("[" + withKeys(json, "same") + "]", true).nanosByBenchmark());
    }

    private static String withKeys(String json, String kind) {
        String with = json.replace("\"params\": {", "\"params\": {\"keys\": \"" + kind + "\", ");
        assertTrue(with.length() > json.length(), json);
        return with;
    }

    @Test
    void shouldRefuseScoresThatAreNoTimes() {
        String json = "[" + result("a.GetHit.getHit", "thrpt", "33.5", "ops/ns") + "]";

        assertTrue(refusal(json).contains("--benchmarks"), refusal(json));
    }

    @Test
    void shouldRefuseTwoResultsOfOneName() {
        String one = result("a.GetHit.getHit", "avgt", "33.5", "ns/op");

        assertTrue(refusal("[" + one + "," + one + "]").contains("two results for GetHit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}",
                "null",
                "42",
                "no json",
                "[1]",
                "[null]",
                "[{}]",
                "[{\"mode\": \"avgt\"}]",
                "[{\"mode\": {}, \"benchmark\": \"a.B.b\"}]",
                "[{\"mode\": \"avgt\", \"benchmark\": \"a.B.b\", \"jdkVersion\": \"x\"}]",
                "[{\"mode\": \"avgt\", \"benchmark\": \"b\", \"jdkVersion\": \"17\","
                        + " \"primaryMetric\": {\"score\": 1, \"scoreUnit\": \"ns/op\"}}]",
                "[{\"mode\": \"avgt\", \"benchmark\": \"a.B.b\", \"jdkVersion\": \"17\", \"primaryMetric\": 1}]",
                "[{\"mode\": \"avgt\", \"benchmark\": \"a.B.b\", \"jdkVersion\": \"17\","
                        + " \"primaryMetric\": {\"score\": \"x\", \"scoreUnit\": \"ns/op\"}}]",
                "[{\"mode\": \"avgt\", \"benchmark\": \"a.B.b\", \"jdkVersion\": \"17\","
                        + " \"primaryMetric\": {\"score\": 1, \"scoreUnit\": \"furlongs\"}}]",
                "[{\"mode\": \"avgt\", \"benchmark\": \"a.B.b\", \"jdkVersion\": \"17\", \"params\": [],"
                        + " \"primaryMetric\": {\"score\": 1, \"scoreUnit\": \"ns/op\"}}]"
            })
    void shouldRefuseWhatIsNotJmhs(String json) {
        assertTrue(refusal(json).startsWith("JMH's results are not"), refusal(json));
    }

    @Test
    void shouldSayWhichSideDidNotRunAndWhy(@TempDir Path folder) {
        List<String> command = SpeedRun.command(List.of("-cp", folder.toString(), "none.Such"), "x", "y", List.of());
        JmhForks forks = new JmhForks(Map.of("this", command), false, folder);

        String message = assertThrows(IncomparableException.class, () -> forks.run("this"))
                .getMessage();

        assertTrue(message.startsWith("this: its benchmarks did not run (exit code 1): "), message);
        assertTrue(message.contains("none.Such"), message);
        assertTrue(Files.exists(folder.resolve("jmh.log")));
    }

    private static String refusal(String json) {
        return assertThrows(IncomparableException.class, () -> JmhForks.parse(json, false))
                .getMessage();
    }

    private static String result(String benchmark, String mode, String score, String unit) {
        return "{\"benchmark\": \"" + benchmark + "\", \"mode\": \"" + mode + "\", \"jdkVersion\": \"17.0.15\","
                + " \"params\": {\"impl\": \"bounded-lru\", \"capacity\": \"1000\"},"
                + " \"primaryMetric\": {\"score\": " + score + ", \"scoreUnit\": \"" + unit + "\"}}";
    }
}
