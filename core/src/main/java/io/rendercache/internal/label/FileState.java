package io.rendercache.internal.label;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file's times and size, read with one call.
 *
 * @param modifiedNanos when the content was last modified, in nanoseconds since the epoch
 * @param changedNanos when the file or its attributes were last changed, likewise; 0 if the file system has no such
 *     time
 * @param size the length in bytes, or -1 if there is no file
 */
public record FileState(long modifiedNanos, long changedNanos, long size) {
    /** The state of a file that does not exist. */
    static final FileState ABSENT = new FileState(0, 0, -1);

    private static final long SETTLED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final String UNIX = "unix";
    private static final String UNIX_ATTRIBUTES = "unix:lastModifiedTime,ctime,size";

    /**
     * Returns the file's state now; links are followed.
     *
     * @throws UncheckedIOException if it cannot be determined; the message has the path
     */
    public static FileState of(Path file) {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains(UNIX) ? unix(file) : basic(file);
        } catch (NoSuchFileException e) {
            return ABSENT;
        } catch (IOException e) {
            // There is no exception type for a path that leads through a file.
            if (isInsideFile(file)) {
                return ABSENT;
            }
            throw new UncheckedIOException("Cannot tell the times and size of " + file + ": " + e, e);
        }
    }

    /** Returns whether any change after this instant would produce another state; see {@link FileValidatedLoader}. */
    boolean isSettledAt(long epochNanos) {
        return size >= 0 && Math.max(modifiedNanos, changedNanos) <= epochNanos - SETTLED_AFTER_NANOS;
    }

    // Written out here and in hashCode: those that Java 17 derives stay in a cache of the JDK, and keep this class's
    // loader.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileState state
                && modifiedNanos == state.modifiedNanos
                && changedNanos == state.changedNanos
                && size == state.size;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(modifiedNanos) * 31 + Long.hashCode(changedNanos)) * 31 + Long.hashCode(size);
    }

    private static FileState unix(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, UNIX_ATTRIBUTES);
        long modifiedNanos = nanos((FileTime) found(attributes, "lastModifiedTime"));
        long changedNanos = nanos((FileTime) found(attributes, "ctime"));
        return new FileState(modifiedNanos, changedNanos, (Long) found(attributes, "size"));
    }

    private static Object found(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static FileState basic(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(nanos(found.lastModifiedTime()), 0, found.size());
    }

    private static boolean isInsideFile(Path file) {
        for (Path above = file.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return !Files.isDirectory(above);
            }
        }
        return false;
    }

    /** Returns nanoseconds since the epoch, clamped to a {@code long}. */
    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
