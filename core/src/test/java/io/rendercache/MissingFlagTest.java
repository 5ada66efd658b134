package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the one JVM flag there is one exception, with a line to copy, and not an error from deep inside. */
class MissingFlagTest {
    private static final String REMEDY = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

    @TempDir
    Path folder;

    @Test
    void shouldNameMissingFlagInOneLineForBoundedLru() {
        assertRemedy(new ChildJvm(Build.class, folder).arguments("lru").run());
    }

    @Test
    void shouldNameMissingFlagInOneLineForFrameDirCache() {
        assertRemedy(new ChildJvm(Build.class, folder).arguments("frames").run());
    }

    @Test
    void shouldBuildInSilenceWithTheFlag() {
        ChildJvm.Result result =
                new ChildJvm(Build.class, folder).neededFlags().arguments("lru").run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("built", result.stdout().strip(), result::describe);
        assertEquals("", result.stderr(), result::describe);
    }

    private static void assertRemedy(ChildJvm.Result result) {
        assertEquals(3, result.exitCode(), result::describe);
        String message = result.stdout().strip();
        assertTrue(message.contains(REMEDY), result::describe);
        assertEquals(1, message.lines().count(), result::describe);
    }

    /** Builds a cache; prints the message of an {@link IllegalStateException} and exits with 3. */
    static final class Build {
        private Build() {}

        /** Runs in the child. */
        public static void main(String[] args) throws Exception {
            try (AutoCloseable cache = args[0].equals("frames")
                    ? FrameDirCache.create()
                    : BoundedLru.builder(Codecs.utf8(), Codecs.int64()).build()) {
                System.out.println(cache == null ? "nothing" : "built");
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }
}
