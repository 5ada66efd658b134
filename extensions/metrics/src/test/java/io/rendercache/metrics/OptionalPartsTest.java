package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache where Micrometer is not on the class path, or the runtime has no {@code java.management}. */
class OptionalPartsTest {
    private static final String CLASSES = "classes.txt";
    private static final String OURS = "io.rendercache.metrics.RenderCache";

    @TempDir
    Path folder;

    @Test
    void shouldWorkWithoutMicrometer() {
        ChildJvm.Result result = child("cache").without("micrometer-").run();

        assertEquals("7", result.stdout().strip(), result::describe);
        assertEquals(0, result.exitCode(), result::describe);
    }

    @Test
    void shouldNameMissingMicrometerInOneLine() {
        assertRefused(child("metrics").without("micrometer-").run(), "io.micrometer:micrometer-core");
    }

    @Test
    void shouldRegisterWithJmxWithoutMicrometer() {
        ChildJvm.Result result = child("jmx").without("micrometer-").run();

        assertEquals("registered", result.stdout().strip(), result::describe);
    }

    @Test
    void shouldWorkWithoutManagement() {
        ChildJvm.Result result = withoutManagement("cache").run();

        assertEquals("7", result.stdout().strip(), result::describe);
    }

    @Test
    void shouldNameMissingManagementInOneLine() {
        assertRefused(withoutManagement("jmx").run(), "java.management");
    }

    @Test
    void shouldLoadNothingOfMicrometerUntilItIsUsed() throws IOException {
        ChildJvm.Result cache = child("cache").flags(classesToFile()).run();
        assertEquals(0, cache.exitCode(), cache::describe);
        assertFalse(classesLoaded().contains("io.micrometer."), "Micrometer is loaded by a cache alone");
        assertFalse(classesLoaded().contains(OURS), "a cache alone loads what shows it to others");

        ChildJvm.Result used = child("used").flags(classesToFile()).run();
        assertEquals("monitored", used.stdout().strip(), used::describe);
        assertTrue(classesLoaded().contains("io.micrometer.core.instrument.MeterRegistry"), "the list is of no use");
        assertTrue(classesLoaded().contains(OURS), "the list is of no use");
    }

    private ChildJvm child(String what) {
        return new ChildJvm(Program.class, folder).neededFlags().arguments(what);
    }

    private ChildJvm withoutManagement(String what) {
        return child(what).flags("--limit-modules", "java.base,java.logging,jdk.jfr,jdk.unsupported");
    }

    private static String classesToFile() {
        return "-Xlog:class+load=info:file=" + CLASSES;
    }

    private String classesLoaded() throws IOException {
        return Files.readString(folder.resolve(CLASSES));
    }

    private static void assertRefused(ChildJvm.Result result, String missing) {
        assertEquals(3, result.exitCode(), result::describe);
        assertTrue(result.stdout().contains(missing), result::describe);
        assertEquals(1, result.stdout().strip().lines().count(), result::describe);
    }

    /** Uses a cache, and what the argument says. */
    static final class Program {
        private Program() {}

        /** Runs in the child. */
        public static void main(String[] args) {
            try (BoundedLru<String, Long> cache =
                    BoundedLru.builder(Codecs.utf8(), Codecs.int64()).build()) {
                cache.put("a", 7L);
                switch (args[0]) {
                    case "metrics" -> RenderCacheMetrics.monitor(null, cache);
                    case "used" -> {
                        Used.monitor(cache);
                        System.out.println("monitored");
                    }
                    case "jmx" -> {
                        RenderCacheJmx.register(cache).close();
                        System.out.println("registered");
                    }
                    default -> System.out.println(cache.get("a"));
                }
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    /** Apart, so that it is loaded only where it is asked for. */
    private static final class Used {
        private Used() {}

        static void monitor(BoundedLru<String, Long> cache) {
            RenderCacheMetrics.monitor(new SimpleMeterRegistry(), cache).close();
        }
    }
}
