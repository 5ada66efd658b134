package io.rendercache;

import io.rendercache.internal.file.FileInUseException;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EngineBuilder;
import io.rendercache.internal.lru.FileMapping;
import io.rendercache.spi.IncompatibleStoreFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Does what a cache does with its files, and says what can go wrong in the words of the public API. */
final class CacheFile {
    /** What is done with a file. */
    @FunctionalInterface
    interface Access<T> {
        T run() throws IOException;
    }

    private CacheFile() {}

    /** Opens an engine on its file. */
    static Engine open(EngineBuilder description, FileMapping mapping) {
        return access(mapping.file(), "cannot be opened", () -> description.open(mapping));
    }

    /** Lets go of an engine, of what it holds elsewhere, and of their files if they have any. */
    static void close(Engine engine, @Nullable Holdings holdings, String cacheName) {
        engine.shut();
        try {
            if (holdings != null) {
                // Before the engine's file, whose lock guards that of the large values too.
                holdings.close();
            }
        } finally {
            try {
                engine.close();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cache " + cacheName + " could not give up its file: " + e.getMessage(), e);
            }
        }
    }

    /** Forces files to the disk: first what is found, then what finds it. */
    static void flush(Engine engine, @Nullable Holdings holdings, String cacheName) {
        try {
            if (holdings != null) {
                holdings.flush();
            }
            engine.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cache " + cacheName + " could not be forced to the disk: " + e.getMessage(), e);
        }
    }

    static <T> T access(Path file, String failure, Access<T> access) {
        try {
            return access.run();
        } catch (FileInUseException e) {
            throw new CacheFileInUseException(file, e.holderPid(), e.getMessage(), e);
        } catch (IncompatibleFileException | IncompatibleStoreFileException e) {
            throw new IncompatibleCacheFileException(file, e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cache file " + file + " " + failure + ": " + e.getMessage(), e);
        }
    }
}
