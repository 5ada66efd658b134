package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.rendercache.benchmarks.results.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from its arguments to its exit code, with forks whose scores are made up. */
class GateCommandTest {
    private static final String LIMITS = """
            {"arch": "amd64", "facts": {}, "factsByJdk": {},
             "peers": {"caffeine": {"GetHit 1000": 1.0}, "ohc": {"GetHit 1000": 0.5}}}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldHoldWhereBothSidesAreAlike() throws Exception {
        DrawnScores forks = new DrawnScores(0.01, 1, side -> 1);

        int exitCode = run(forks, "--against", "HEAD", "--pairs", "8", "--out", folder.toString());

        assertEquals(0, exitCode, out + "" + err);
        assertEquals(16, forks.runs());
        JsonObject verdict = Json.read(folder.resolve("verdict.json"), JsonObject.class);
        assertEquals("HOLDS", verdict.get("outcome").getAsString());
        assertEquals(0, verdict.get("exitCode").getAsInt());
        assertEquals(1, verdict.getAsJsonArray("findings").size());
    }

    @Test
    void shouldFailAfterASecondRoundWhereThisSideIsSlower() {
        DrawnScores forks = new DrawnScores(0.01, 1, side -> side.equals("this") ? 1.2 : 1);

        int exitCode = run(forks, "--against", "HEAD", "--pairs", "8");

        assertEquals(1, exitCode, out + "" + err);
        assertEquals(32, forks.runs());
        assertTrue(out.toString().contains("slower in both rounds"), out::toString);
    }

    @Test
    void shouldNotFailWhereThisSideIsFaster() {
        assertEquals(0, run(new DrawnScores(0.01, 1, side -> side.equals("this") ? 0.8 : 1), "--against", "HEAD"));
    }

    @Test
    void shouldSayThatTheMachineIsTooNoisy() {
        int exitCode = run(new DrawnScores(0.5, 1, side -> 1), "--against", "HEAD", "--pairs", "8");

        assertEquals(3, exitCode, out + "" + err);
        assertTrue(out.toString().contains("too noisy"), out::toString);
    }

    @Test
    void shouldNotCompareOtherBenchmarks() {
        int exitCode = run(
                side -> new Forks.Scores(17, Map.of(side.equals("this") ? "GetHit" : "GetMiss", 1.0)),
                "--against",
                "HEAD");

        assertEquals(4, exitCode, out + "" + err);
        assertTrue(out.toString().contains("GetMiss"), out::toString);
    }

    @Test
    void shouldNotCompareOtherJdks() {
        int exitCode = run(
                side -> new Forks.Scores(side.equals("this") ? 25 : 17, Map.of("GetHit", 1.0)), "--against", "HEAD");

        assertEquals(4, exitCode, out + "" + err);
    }

    @Test
    void shouldNotCompareScoresThatAreNoTimes() {
        assertEquals(4, run(side -> new Forks.Scores(17, Map.of("GetHit", 0.0)), "--against", "HEAD"));
        assertEquals(4, run(side -> new Forks.Scores(17, Map.of()), "--against", "HEAD"));
    }

    @Test
    void shouldHoldThePeersToTheirLimits() throws Exception {
        Path limits = Files.writeString(folder.resolve("baseline.json"), LIMITS);
        Forks fit = new DrawnScores(0.01, 1, side -> side.startsWith("ohc") ? 2.2 : 1);
        Forks unfit = new DrawnScores(0.01, 1, side -> side.startsWith("ohc") ? 1.2 : 1);

        assertEquals(0, run(fit, "--peers", "--pairs", "8", "--baseline", limits.toString()), out::toString);
        assertEquals(1, run(unfit, "--peers", "--pairs", "8", "--baseline", limits.toString()), out::toString);
        assertEquals(0, run(unfit, "--peers", "--slack", "2", "--baseline", limits.toString()), out::toString);
    }

    @Test
    void shouldHoldAgainstTheFastestOfTheWaysToSetAPeerUp() throws Exception {
        Path limits = Files.writeString(folder.resolve("baseline.json"), LIMITS);
        Forks oneIsFaster = new DrawnScores(0.01, 1, side -> switch (side) {
            case "caffeine-same-thread" -> 0.5;
            case "ohc", "ohc-crc32c", "ohc-chunked" -> 3;
            default -> 1;
        });

        int exitCode = run(oneIsFaster, "--peers", "--pairs", "8", "--baseline", limits.toString());

        assertEquals(1, exitCode, out + "" + err);
        String caffeine = out.toString()
                .lines()
                .filter(line -> line.contains("to caffeine, at most"))
                .findFirst()
                .orElseThrow();
        assertTrue(caffeine.contains(") to caffeine-same-thread"), caffeine);
        assertTrue(caffeine.contains("regressed"), caffeine);
    }

    @Test
    void shouldNotComparePeersWithoutLimits() throws Exception {
        Path limits = Files.writeString(
                folder.resolve("baseline.json"), "{\"arch\": \"amd64\", \"facts\": {}, \"factsByJdk\": {}}");

        assertEquals(4, run(new DrawnScores(0.01, 1, side -> 1), "--peers", "--baseline", limits.toString()));
    }

    @Test
    void shouldWriteTheBaselineAndHoldItAfterwards() throws Exception {
        String file = folder.resolve("baseline.json").toString();

        assertEquals(0, run(new DrawnScores(0, 1, side -> 1), "--update", "--baseline", file), err::toString);
        assertEquals(0, run(new DrawnScores(0, 1, side -> 1), "--facts", "--baseline", file), out::toString);
    }

    @Test
    void shouldRefuseBadOptionsInOneLine() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"arch\": [");

        assertRefused("--pairs", "--against", "HEAD", "--pairs", "7");
        assertRefused("--pairs", "--pairs", "8");
        assertRefused("--pairs", "--against", "HEAD", "--pairs", "many");
        assertRefused("--seed", "--seed", "x");
        assertRefused("--nonesuch", "--nonesuch");
        assertRefused("stray", "stray");
        assertRefused("--against", "--against");
        assertRefused("--slack", "--peers", "--slack", "NaN");
        assertRefused("more than one", "--peers", "--against", "HEAD");
        assertRefused("--update", "--peers", "--update");
        assertRefused("--short", "--short");
        assertRefused("--quick", "--peers", "--quick");
        assertRefused("--baseline", "--baseline", folder.resolve("none.json").toString());
        assertRefused("--baseline", "--baseline", broken.toString());
        assertRefused("--out", "--out", broken.toString());
    }

    @Test
    void shouldRefuseAnotherSideThatIsNone() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        Path foreign = folder.resolve("foreign.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(foreign))) {
            zip.putNextEntry(new ZipEntry("a"));
        }

        for (String jar : List.of("none.jar", folder.toString() + ".jar")) {
            assertEquals(
                    "gate: --against: '" + jar + "' is not a file; name a benchmarks.jar", refusal("--against", jar));
        }
        assertTrue(refusal("--against", broken.toString()).contains("' is no jar ("));
        assertTrue(refusal("--against", foreign.toString()).contains("' has no benchmarks in it"));
        assertTrue(refusal("--against", "HEAD", "--benchmarks", "(").contains("is no regular expression"));
    }

    @Test
    void shouldRefuseAnotherSideThatIsNeitherAJarNorARevision() {
        String refusal = refusal("--against", "no such thing");

        // Where there is no git it is git that is missed.
        assertTrue(
                refusal.startsWith("gate: --against: 'no such thing' is neither a jar nor a revision")
                        || refusal.startsWith("gate: 'git' could not be started"),
                refusal);
    }

    @Test
    void shouldAnswerHelp() {
        for (String option : List.of("--help", "-h")) {
            out.getBuffer().setLength(0);

            assertEquals(0, run(new DrawnScores(0, 1, side -> 1), option));

            for (String said :
                    List.of("--against", "--peers", "--facts", "--pairs", "--out", "Exit codes", "3 ", "4 ")) {
                assertTrue(out.toString().contains(said), out::toString);
            }
            assertEquals("", err.toString());
        }
    }

    @Test
    void shouldNotWriteOverAnEarlierVerdict() throws Exception {
        Files.writeString(folder.resolve("verdict.json"), "earlier");
        DrawnScores forks = new DrawnScores(0.01, 1, side -> 1);

        assertEquals(2, run(forks, "--against", "HEAD", "--out", folder.toString()));

        assertEquals(0, forks.runs());
        assertEquals("earlier", Files.readString(folder.resolve("verdict.json")));
        assertEquals(0, run(forks, "--against", "HEAD", "--out", folder.toString(), "--force"));
        assertFalse(Files.readString(folder.resolve("verdict.json")).startsWith("earlier"));
    }

    private void assertRefused(String named, String... args) {
        err.getBuffer().setLength(0);

        assertEquals(2, run(new DrawnScores(0, 1, side -> 1), args), String.join(" ", args));

        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains(named), err::toString);
    }

    /** What the gate says that brings its own forks. */
    private String refusal(String... args) {
        err.getBuffer().setLength(0);

        assertEquals(2, run(null, args), String.join(" ", args));

        assertEquals(1, err.toString().lines().count(), err::toString);
        return err.toString().strip();
    }

    private int run(@Nullable Forks forks, String... args) {
        return new GateCommand(Facts.asShipped(), forks)
                .run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
