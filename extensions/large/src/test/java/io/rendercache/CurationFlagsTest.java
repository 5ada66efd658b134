package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chronicle Map's flags are wanted by a cache that may need it, in one line, and by no other. */
class CurationFlagsTest {
    @TempDir
    Path folder;

    @Test
    void shouldNameMissingFlagsInOneLine() {
        ChildJvm.Result result =
                child("100000", folder.resolve("results.rc").toString()).run();

        assertEquals(3, result.exitCode(), result::describe);
        String message = result.stdout().strip();
        assertEquals(1, message.lines().count(), result::describe);
        assertTrue(message.contains("--add-opens java.base/java.lang=ALL-UNNAMED"), result::describe);
        assertTrue(message.contains("--add-exports java.base/sun.nio.ch=ALL-UNNAMED"), result::describe);
        assertFalse(message.contains("jdk.internal.misc"), result::describe);
    }

    @Test
    void shouldNeedNoneOfThemForSmallBudget() throws IOException {
        ChildJvm.Result result =
                child("4096", "-").flags("-Xlog:class+load:file=classes.log").run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("Completed[100 bytes]", result.stdout().strip(), result::describe);
        String classes = Files.readString(folder.resolve("classes.log"));
        assertTrue(classes.contains("io.rendercache.internal.curation.CurationTables"), "no classes are logged");
        assertFalse(classes.contains("net.openhft"), () -> classes);
    }

    @Test
    void shouldBuildWithTheFlags() {
        ChildJvm.Result result = child("100000", "-").largeValueFlags().run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("Completed[100 bytes]", result.stdout().strip(), result::describe);
    }

    private ChildJvm child(String maxBytes, String file) {
        return new ChildJvm(Build.class, folder).neededFlags().arguments(maxBytes, file);
    }

    /** Builds a cache; prints the message of an {@link IllegalStateException} and exits with 3. */
    static final class Build {
        private Build() {}

        /** Runs in the child. */
        public static void main(String[] args) {
            CurationResultCache.Builder builder = CurationResultCache.builder().maxBytes(Long.parseLong(args[0]));
            if (!args[1].equals("-")) {
                builder.mappedTo(Path.of(args[1]));
            }
            try (CurationResultCache cache = builder.build()) {
                cache.completed("job", new byte[100]);
                System.out.println(cache.poll("job"));
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }
}
