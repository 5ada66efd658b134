package io.rendercache;

import io.rendercache.internal.file.CacheFileException;
import io.rendercache.internal.file.FileInUseException;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.spi.IncompatibleStoreFileException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Translates exceptions of a cache's file into those that the builders declare. */
final class FileExceptions {
    private FileExceptions() {}

    /** Returns the supplier's result; translates exceptions. */
    static <T> T translated(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (CacheFileException e) {
            throw translated(e);
        }
    }

    private static RuntimeException translated(CacheFileException e) {
        if (e.getCause() instanceof FileInUseException cause) {
            return new CacheFileInUseException(e.file(), cause.holderPid(), cause.getMessage(), cause);
        }
        if (e.getCause() instanceof IncompatibleFileException
                || e.getCause() instanceof IncompatibleStoreFileException) {
            return new IncompatibleCacheFileException(e.file(), e.getCause().getMessage(), e.getCause());
        }
        return new UncheckedIOException(e.getMessage(), e.getCause());
    }
}
