package io.rendercache.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * A file that is written under a temporary name beside its own, for its owner only, and gets its name when it is
 * complete. A file that already has that name is never replaced, even if it was created concurrently.
 */
final class AtomicFile implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Path temporary;
    private final FileChannel channel;

    private AtomicFile(Path path, Path temporary, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Creates the temporary file for this name.
     *
     * @throws ToolException if a file of this name exists, or its directory does not
     */
    static AtomicFile begin(Path path) throws IOException {
        requireNone(path);
        Path temporary = path.resolveSibling(
                path.getFileName() + ".copying-" + HexFormat.of().toHexDigits(RANDOM.nextLong()));
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
            return new AtomicFile(path, temporary, channel);
        } catch (NoSuchFileException e) {
            throw new ToolException(Verdict.USAGE, "there is no directory for " + path + "; make it first");
        }
    }

    /** Returns if no file has this name. */
    static void requireNone(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(path);
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Returns its name until it is published. */
    Path temporary() {
        return temporary;
    }

    /** Writes the remaining bytes of the buffer. */
    static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Gives the file its name; its bytes must have been forced to the disk. */
    void publish() throws IOException {
        try {
            // Unlike a rename, a link fails if a file has the name.
            Files.createLink(path, temporary);
        } catch (FileAlreadyExistsException e) {
            throw exists(path);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // There are file systems without links.
            move();
        }
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, path);
        } catch (FileAlreadyExistsException e) {
            throw exists(path);
        }
    }

    /** Removes the name again. */
    void unpublish() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Closes it, and removes the temporary name. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static ToolException exists(Path path) {
        return new ToolException(Verdict.USAGE, path + " exists, and is not written over; give another name");
    }
}
