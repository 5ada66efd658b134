package io.rendercache.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * A class loader with its own copy of every class on the class path, as a server has one for each deployed application.
 * Only the JDK's classes are shared, and packages that are named as shared.
 */
public final class ApplicationLoader extends URLClassLoader {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> shared;

    /**
     * Creates a loader.
     *
     * @param shared beginnings of class names that the loader takes from the test's own loader, as from a server's
     *     libraries
     */
    public ApplicationLoader(String... shared) {
        super(classPath(), ClassLoader.getPlatformClassLoader());
        this.shared = List.of(shared);
    }

    /**
     * Runs a program in a loader of its own, in another thread, and closes the loader.
     *
     * @param executor has the thread, which lives on
     * @param program as for {@link #run}
     * @param argument as for {@link #run}
     * @param shared as for the constructor
     * @return the loader, to which this class keeps no reference
     */
    public static <T> WeakReference<ClassLoader> runAndDrop(
            ExecutorService executor, Class<? extends Consumer<T>> program, T argument, String... shared)
            throws InterruptedException, ExecutionException {
        return executor.submit(() -> {
                    try (ApplicationLoader loader = new ApplicationLoader(shared)) {
                        loader.run(program, argument);
                        return new WeakReference<ClassLoader>(loader);
                    }
                })
                .get();
    }

    /** Collects garbage until the loader is collected; fails if something keeps it for 30 seconds. */
    public static void awaitCollected(WeakReference<ClassLoader> loader) {
        Threads.awaitCollecting("the class loader to be collected", LIMIT, () -> loader.refersTo(null));
    }

    /**
     * Runs a program in a class of this loader, in the calling thread, with this loader as the thread's context loader.
     *
     * @param program a class with a public constructor without parameters
     * @param argument the program's argument, of a class of the JDK
     */
    public <T> void run(Class<? extends Consumer<T>> program, T argument) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            @SuppressWarnings("unchecked")
            Consumer<T> own =
                    (Consumer<T>) loadClass(program.getName()).getConstructor().newInstance();
            if (own.getClass().getClassLoader() != this) {
                throw new IllegalStateException(program + " is not a class of this loader");
            }
            own.accept(argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot run " + program, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (shared.stream().anyMatch(name::startsWith)) {
            return ApplicationLoader.class.getClassLoader().loadClass(name);
        }
        return super.findClass(name);
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL[] classPath() {
        List<URL> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            try {
                parts.add(Path.of(part).toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("cannot make a URL of " + part, e);
            }
        }
        return parts.toArray(URL[]::new);
    }
}
