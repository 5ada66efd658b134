package io.rendercache.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Each guarantee of {@code docs/guarantees.md} names tests that are there and run, and none of the README's is missing.
 */
class GuaranteesTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final String HEAD = "| guarantee | limits | test |";
    private static final String PROMISES = "## What it guarantees, and what not\n";

    private static final List<Path> FOLDERS = List.of(
            Pages.PROJECT.resolve("core/src/test/java"),
            Pages.PROJECT.resolve("extensions/large/src/test/java"),
            Pages.PROJECT.resolve("cli/src/test/java"),
            Pages.PROJECT.resolve("extensions/metrics/src/test/java"),
            Pages.PROJECT.resolve("benchmarks/src/test/java"),
            Pages.PROJECT.resolve("src-test-support/src/test/java"));

    @Test
    void shouldNameATestForEachGuarantee() throws IOException {
        List<List<String>> rows = guarantees();

        assertTrue(rows.size() > 50, () -> "rows found: " + rows.size());
        assertEquals(List.of(), withoutTest(rows));
    }

    @Test
    void shouldNameNoTestThatIsNotThere() throws IOException {
        List<List<String>> rows = guarantees();

        assertEquals(List.of(), missing(rows, TestSources.under(FOLDERS)));
    }

    @Test
    void shouldHoldEachPromiseOfTheReadme() throws IOException {
        String readme = Files.readString(Pages.README);
        Set<String> held = guarantees().stream().map(row -> label(row.get(0))).collect(Collectors.toSet());

        List<String> promised = cells(section(readme, PROMISES)).stream()
                .map(row -> row.get(0))
                .filter(cell -> cell.matches(".*\\w.*"))
                .toList();

        assertTrue(promised.size() > 15, () -> "found in the README: " + promised);
        assertEquals(
                List.of(),
                promised.stream().filter(name -> !held.contains(name)).toList());
    }

    @Test
    void shouldFindRowsThatNameNothingOrWhatIsNotThere() throws IOException {
        String page = HEAD + "\n|---|---|---|\n| a: b | | `GuaranteesTest#shouldNameATestForEachGuarantee` |\n"
                + "| c | d | |\n| e | | `GuaranteesTest#guarantees`, `Nowhere#shouldBe` |\n\n| other | table |\n";

        List<List<String>> rows = rows(page);

        assertEquals(3, rows.size());
        assertEquals("a", label(rows.get(0).get(0)));
        assertEquals(List.of("c"), withoutTest(rows));
        assertEquals(
                List.of("GuaranteesTest#guarantees", "Nowhere#shouldBe"), missing(rows, TestSources.under(FOLDERS)));
    }

    @Test
    void shouldReadTheTestsOfAllModules() throws IOException {
        for (Path folder : FOLDERS) {
            assertTrue(TestSources.under(List.of(folder)).classes() > 5, folder::toString);
        }
        assertFalse(TestSources.under(FOLDERS).runs("GuaranteesTest", "rows"));
    }

    private static List<List<String>> guarantees() throws IOException {
        return rows(Files.readString(Pages.DOCS.resolve("guarantees.md")));
    }

    /** Returns the rows of all tables of guarantees, without their heads. */
    private static List<List<String>> rows(String page) {
        List<List<String>> rows = new ArrayList<>();
        int at = page.indexOf(HEAD);
        while (at >= 0) {
            int end = page.indexOf("\n\n", at);
            String table = page.substring(at, end < 0 ? page.length() : end);
            rows.addAll(cells(table).stream().skip(2).toList());
            at = page.indexOf(HEAD, at + 1);
        }
        return rows;
    }

    private static List<List<String>> cells(String text) {
        return text.lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> List.of(line.substring(1).split("\\|")))
                .map(row -> row.stream().map(String::strip).toList())
                .toList();
    }

    private static List<String> withoutTest(List<List<String>> rows) {
        return rows.stream()
                .filter(row -> row.size() != 3 || !TEST.matcher(row.get(2)).find())
                .map(row -> row.get(0))
                .toList();
    }

    private static List<String> missing(List<List<String>> rows, TestSources sources) {
        return rows.stream()
                .filter(row -> row.size() == 3)
                .flatMap(row -> TEST.matcher(row.get(2)).results())
                .filter(test -> !sources.runs(test.group(1), test.group(2)))
                .map(GuaranteesTest::name)
                .toList();
    }

    private static String name(MatchResult test) {
        return test.group(1) + "#" + test.group(2);
    }

    private static String label(String cell) {
        return cell.split(":", 2)[0];
    }

    private static String section(String page, String heading) {
        int from = page.indexOf(heading) + heading.length();
        return page.substring(from, page.indexOf("\n## ", from));
    }
}
