package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.spi.LargeValueStore;
import io.rendercache.spi.LargeValueStoreProvider;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache that needs a module for large values says so where there is none, and finds it where there is. */
class LargeValueProvidersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void shouldNameTheArtifactInOneLineBeforeAnythingIsAllocated() throws IOException {
        BoundedLru.Builder<String, byte[]> builder = builder().name("thumbs").mappedTo(folder.resolve("thumbs"));

        IllegalStateException missing = assertThrows(IllegalStateException.class, builder::build);

        assertEquals(
                "cache thumbs: values of up to 100000 bytes, of which 256 fit a slot, need the artifact"
                        + " io.rendercache:rendercache-large; add it, or lower maxValueBytes, or raise inlineValueBytes,"
                        + " until values fit a slot",
                missing.getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void shouldFindTheModuleInTheContextClassLoader() throws Exception {
        IllegalStateException answer = inContextOf(new OwnProvider(folder, Provider.class.getName()), () -> {
            return assertThrows(IllegalStateException.class, () -> builder().build());
        });

        assertEquals("a flag is missing, says Provider", answer.getMessage());
    }

    @Test
    void shouldSayWhyTheModuleCannotBeLoaded() throws Exception {
        IllegalStateException answer = inContextOf(new OwnProvider(folder, "no.such.Provider"), () -> {
            return assertThrows(IllegalStateException.class, () -> builder().build());
        });

        assertTrue(answer.getMessage().contains("io.rendercache:rendercache-large"), answer.getMessage());
        assertTrue(answer.getMessage().contains("no.such.Provider"), answer.getMessage());
        assertFalse(answer.getMessage().contains("\n"), answer.getMessage());
    }

    @Test
    void shouldHoldNoClassLoader() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(askOnce());

        Threads.awaitCollecting("the class loader is collected", LIMIT, () -> loader.get() == null);

        assertNull(loader.get());
    }

    private ClassLoader askOnce() throws Exception {
        OwnProvider loader = new OwnProvider(folder, Provider.class.getName());
        inContextOf(
                loader,
                () -> assertThrows(IllegalStateException.class, () -> builder().build()));
        assertTrue(loader.hasDefinedIt, "the provider came from elsewhere");
        return loader;
    }

    private static BoundedLru.Builder<String, byte[]> builder() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes()).maxValueBytes(100_000);
    }

    /** What is done with another context class loader. */
    @FunctionalInterface
    private interface Action<T> {
        T run() throws Exception;
    }

    private static <T> T inContextOf(OwnProvider loader, Action<T> action) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (loader) {
            return action.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Names a provider, and has a {@link Provider} of its own. */
    private static final class OwnProvider extends URLClassLoader {
        private volatile boolean hasDefinedIt;

        OwnProvider(Path folder, String provider) throws IOException {
            super(new URL[] {folder.toUri().toURL()}, LargeValueProvidersTest.class.getClassLoader());
            Path services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(services.resolve(LargeValueStoreProvider.class.getName()), provider);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Provider.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> defined = findLoadedClass(name);
                return defined == null ? define(name) : defined;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                hasDefinedIt = true;
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Misses a flag. */
    public static final class Provider implements LargeValueStoreProvider {
        @Override
        public void requireFlags() {
            throw new IllegalStateException("a flag is missing, says Provider");
        }

        @Override
        public LargeValueStore openInMemory(long maxBytes, int maxEntries) {
            throw new AssertionError("opened without its flags");
        }

        @Override
        public LargeValueStore openPersisted(Path file, long maxBytes, int maxEntries) {
            throw new AssertionError("opened without its flags");
        }
    }
}
