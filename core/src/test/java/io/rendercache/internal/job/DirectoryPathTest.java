package io.rendercache.internal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the cases are Unix paths; there Path.normalize decides")
class DirectoryPathTest {
    @ParameterizedTest
    @CsvSource({
        "a/, a",
        "a//, a",
        "a//b, a/b",
        "a/./b, a/b",
        "a/x/../b, a/b",
        "./a, a",
        "a/., a",
        "./, .",
        "./., .",
        "a/.., .",
        "a/../.., ..",
        "../a/.., ..",
        "../a/../../b, ../../b",
        "'', .",
        "//, /",
        "//a, /a",
        "/., /",
        "/.., /",
        "/../.., /",
        "/../a, /a",
        "/a/.., /",
        "/a/../../b/, /b",
        "a/.../b/, a/.../b",
        "a/.b/../c, a/c",
        "a/..b/, a/..b",
    })
    void shouldGiveEverySpellingTheSameForm(String spelling, String normal) {
        String result = DirectoryPath.normalize(spelling);

        assertEquals(normal, result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "/",
                "..",
                "../..",
                "../../a",
                "a",
                "a/b",
                "/a/b",
                ".a",
                "..a",
                "...",
                "a.",
                "a..",
                "/a/.b/..c/d..",
                "../.a/...",
                " ",
                "a b/c\\d",
                "/\u00e9/\u65e5\u672c/\ud83c\udfac"
            })
    void shouldReturnTheSameInstanceWhenAlreadyNormal(String normal) {
        String result = DirectoryPath.normalize(normal);

        assertSame(normal, result);
    }

    @Test
    void shouldKeepOtherThanAsciiCharacters() {
        String result = DirectoryPath.normalize("/\u00e9//\u65e5\u672c/x/../\ud83c\udfac/");

        assertEquals("/\u00e9/\u65e5\u672c/\ud83c\udfac", result);
    }

    @Test
    void shouldAgreeWithThePlatformOnRandomPaths() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "//////....ab -";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder path = new StringBuilder();
            for (int n = random.nextInt(16); n > 0; n--) {
                path.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String spelling = path.toString();

            String result = DirectoryPath.normalize(spelling);

            String expected = Path.of(spelling).normalize().toString();
            String context = "path '" + spelling + "', seed " + seed;
            assertEquals(expected.isEmpty() ? "." : expected, result, context);
            assertSame(result, DirectoryPath.normalize(result), context);
            if (result.equals(spelling)) {
                assertSame(spelling, result, context);
            }
            assertEquals(result, DirectoryPath.normalizeByPlatform(spelling), context);
        }
    }

    @Test
    void shouldReturnTheSameInstanceByPlatformToo() {
        String normal = "a/b";

        String result = DirectoryPath.normalizeByPlatform(normal);

        assertSame(normal, result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "/a/\0", "a//b\0", "a/../\0/.."})
    void shouldRefuseNulAndNameTheValue(String path) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> DirectoryPath.normalize(path));

        String message = refusal.getMessage();
        assertTrue(message.contains('"' + path.replace("\0", "\\0") + '"'), message);
    }

    @Test
    void shouldRefuseNulByPlatformToo() {
        assertThrows(IllegalArgumentException.class, () -> DirectoryPath.normalizeByPlatform("a\0b"));
    }
}
