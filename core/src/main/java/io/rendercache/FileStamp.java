package io.rendercache;

import io.rendercache.internal.label.FileState;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The state of a file, to detect changes without reading it: if two stamps differ, so may the contents.
 *
 * <p>Equal stamps prove equal contents only if the stamp was old when the content was read: a file that is written
 * twice within one tick of the file system's clock keeps its stamp. {@link ImageLabelCache#label} accounts for that. If
 * the file system has no change time, a writer that sets the modification time back and keeps the size is not detected.
 *
 * @param modifiedNanos when the content was last modified, in nanoseconds since the epoch, at most what a {@code long}
 *     holds; any program may set it
 * @param changedNanos when the file or its attributes were last changed, likewise; no program can set it back. 0 if the
 *     file system has no such time
 * @param size the length in bytes, or -1 in {@link #ABSENT}
 */
public record FileStamp(long modifiedNanos, long changedNanos, long size) {
    /** The stamp of a file that does not exist. */
    public static final FileStamp ABSENT = new FileStamp(0, 0, -1);

    /**
     * Refuses a negative size, except in {@link #ABSENT}.
     *
     * @param modifiedNanos nanoseconds since the epoch
     * @param changedNanos likewise, or 0
     * @param size bytes, at least 0
     * @throws IllegalArgumentException if the size is negative
     */
    public FileStamp {
        if (size < 0 && (size != -1 || modifiedNanos != 0 || changedNanos != 0)) {
            throw new IllegalArgumentException("size must be at least 0, was " + size);
        }
    }

    /**
     * Returns the file's present stamp, with one call to the file system. Links are followed.
     *
     * @param file the file, on any file system
     * @return the stamp; {@link #ABSENT} if nothing has this path, also if a link is dangling or a file is in the place
     *     of a directory
     * @throws UncheckedIOException if it cannot be determined: no permission, an I/O error; the message has the path
     */
    public static FileStamp of(Path file) {
        FileState state = FileState.of(file);
        return new FileStamp(state.modifiedNanos(), state.changedNanos(), state.size());
    }

    /** {@return whether there was no file} */
    public boolean isAbsent() {
        return size < 0;
    }

    // Written out here and in hashCode: those that Java 17 derives stay in a cache of the JDK, and keep this class's
    // loader.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileStamp stamp
                && modifiedNanos == stamp.modifiedNanos
                && changedNanos == stamp.changedNanos
                && size == stamp.size;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(modifiedNanos) * 31 + Long.hashCode(changedNanos)) * 31 + Long.hashCode(size);
    }

    /** Returns the stamp as the loader compares it. */
    FileState state() {
        return new FileState(modifiedNanos, changedNanos, size);
    }
}
