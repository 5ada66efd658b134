package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing is said in one line to copy; what is there starts without a word. */
class LargeValueFlagsTest {
    private static final List<String> REMEDIES = List.of(
            "--add-opens java.base/java.lang=ALL-UNNAMED",
            "--add-opens java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-exports java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED");

    @TempDir
    Path folder;

    @Test
    void shouldNameAllFlagsInOneLineWhenAllAreMissing() {
        ChildJvm.Result result = new ChildJvm(Open.class, folder).run();

        assertEquals(3, result.exitCode(), result::describe);
        assertEquals(1, result.stdout().strip().lines().count(), result::describe);
        assertTrue(result.stdout().contains(String.join(" ", REMEDIES)), result::describe);
        assertEquals("", result.stderr(), result::describe);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shouldNameOnlyTheFlagThatIsMissing(int missing) {
        ChildJvm child = new ChildJvm(Open.class, folder);
        for (int i = 0; i < REMEDIES.size(); i++) {
            if (i != missing) {
                child.flags(REMEDIES.get(i).split(" "));
            }
        }

        ChildJvm.Result result = child.run();

        assertEquals(3, result.exitCode(), result::describe);
        assertEquals(1, result.stdout().strip().lines().count(), result::describe);
        for (int i = 0; i < REMEDIES.size(); i++) {
            assertEquals(i == missing, result.stdout().contains(REMEDIES.get(i)), result::describe);
        }
    }

    @Test
    void shouldStartInSilenceWithTheFlags() throws IOException {
        ChildJvm.Result result = new ChildJvm(Open.class, folder)
                .largeValueFlags()
                .flags("-Djava.util.logging.config.file=" + warningsOnly())
                .arguments(folder.resolve("values").toString())
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("", result.stdout(), result::describe);
        assertEquals("", result.stderr(), result::describe);
    }

    /** Chronicle generates source by the rules of the default locale: letters in Turkish, digits in Arabic and Thai. */
    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "az-AZ", "lt-LT", "ar-EG", "th-TH-u-nu-thai"})
    void shouldStartInSilenceUnderEachLocale(String tag) throws IOException {
        Locale locale = Locale.forLanguageTag(tag);

        ChildJvm.Result result = new ChildJvm(Open.class, folder)
                .largeValueFlags()
                .flags("-Djava.util.logging.config.file=" + warningsOnly())
                .flags("-Duser.language=" + locale.getLanguage(), "-Duser.country=" + locale.getCountry())
                .flags("-Duser.extensions=" + tag.replaceFirst("^..-..-?", ""))
                .arguments(folder.resolve("values").toString())
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("", result.stdout(), result::describe);
        assertEquals("", result.stderr(), result::describe);
    }

    /** Chronicle says through the application's logger that it was loaded; what the JVM says is not for any logger. */
    private Path warningsOnly() throws IOException {
        return Files.writeString(folder.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                .level = WARNING
                """);
    }

    @Test
    void shouldSayThatTheCompilerIsMissing() {
        ChildJvm.Result result = new ChildJvm(Open.class, folder)
                .flags("--limit-modules", "java.se,jdk.unsupported")
                .run();

        assertEquals(3, result.exitCode(), result::describe);
        assertEquals(1, result.stdout().strip().lines().count(), result::describe);
        assertTrue(result.stdout().contains("jdk.compiler"), result::describe);
    }

    @Test
    void shouldSayThatChronicleIsMissing() {
        ChildJvm.Result result = new ChildJvm(OpenWithoutChronicle.class, folder)
                .largeValueFlags()
                .run();

        assertEquals(3, result.exitCode(), result::describe);
        assertEquals(1, result.stdout().strip().lines().count(), result::describe);
        assertTrue(result.stdout().contains("net.openhft:chronicle-map"), result::describe);
        assertFalse(result.stdout().contains("--add"), result::describe);
    }

    /** Opens large values, in a file that is given twice, and uses them; exits with 3 at an illegal state. */
    static final class Open {
        private Open() {}

        /** Runs in the child. */
        public static void main(String[] args) throws Exception {
            try {
                try (ChronicleLargeValueStore values = ChronicleLargeValueStore.inMemory(1 << 20, 4)) {
                    values.read(StoredValues.store(values, new byte[100_000]));
                }
                for (int i = 0; i < 2 && args.length > 0; i++) {
                    try (ChronicleLargeValueStore values =
                            ChronicleLargeValueStore.persistedTo(Path.of(args[0]), 1 << 20, 4)) {
                        values.retainOnly(List.of());
                        values.read(StoredValues.store(values, new byte[100_000]));
                        values.flush();
                    }
                }
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    /** The same with a class path that lacks Chronicle Map. */
    static final class OpenWithoutChronicle {
        private OpenWithoutChronicle() {}

        /** Runs in the child. */
        public static void main(String[] args) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (!entry.contains("chronicle")) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            }
            try (URLClassLoader loader =
                    new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                Class<?> provider = loader.loadClass(ChronicleStoreProvider.class.getName());
                provider.getMethod("openInMemory", long.class, int.class)
                        .invoke(provider.getConstructor().newInstance(), 1 << 20, 4);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalStateException)) {
                    throw e;
                }
                System.out.println(e.getCause().getMessage());
                System.exit(3);
            }
        }
    }
}
