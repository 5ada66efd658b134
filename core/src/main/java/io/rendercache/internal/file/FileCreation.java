package io.rendercache.internal.file;

import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.IncompatibilityMessage;
import io.rendercache.internal.layout.OwnerRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Creates a cache's file. Every byte is written through the channel, so that a full disk causes an exception here and
 * not a SIGBUS in the middle of a store. It is written under a temporary name, so that no process ever opens an
 * incomplete file, and then replaces an empty file that the creator has locked, so that exactly one of several creators
 * succeeds.
 */
final class FileCreation {
    /** Writes bytes to the file; tests use one that fails. */
    @FunctionalInterface
    interface Writer {
        /** Writes all that remains. */
        void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException;
    }

    private static final int CHUNK_BYTES = 1 << 20;
    private static final String INFIX = ".creating-";
    private static final Pattern RANDOM_PART = Pattern.compile("[0-9a-f]{16}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final FileHeader header;
    private final Writer writer;

    FileCreation(Path file, FileHeader header, Writer writer) {
        this.file = file;
        this.header = header;
        this.writer = writer;
    }

    /**
     * Creates the file and replaces the locked, empty one with it. The caller still releases the empty one.
     *
     * @return the new file, locked; {@code null} if the empty one was removed meanwhile, and the caller must try again
     * @throws IOException if it cannot be created; both files are deleted then
     */
    @Nullable
    LockedFile inPlaceOf(LockedFile empty) throws IOException {
        deleteLeftovers();
        Path temporary =
                file.resolveSibling(file.getFileName() + INFIX + HexFormat.of().toHexDigits(RANDOM.nextLong()));
        LockedFile made = null;
        try {
            made = LockedFile.create(temporary);
            write(made.channel());
            if (!empty.isStillAt(file)) {
                discard(temporary, made);
                return null;
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return made;
        } catch (IOException | RuntimeException | Error e) {
            try {
                discard(temporary, made);
                if (empty.isStillAt(file)) {
                    Files.delete(file);
                }
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            if (e instanceof IOException failure) {
                throw new IOException(
                        IncompatibilityMessage.oneLine("cannot make " + file + ", which needs " + header.fileBytes()
                                + " bytes: " + CacheFileException.reason(failure) + "; make room for it or "
                                + IncompatibilityMessage.ANOTHER_PATH),
                        e);
            }
            throw e;
        }
    }

    /** Writes all that remains. */
    static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private void write(FileChannel channel) throws IOException {
        ByteBuffer page = header.encode();
        OwnerRecord.ofThisProcess().encode(page);
        writer.write(channel, page, 0);
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, header.fileBytes()));
        long at = HeaderDescriptor.LENGTH;
        while (at < header.fileBytes()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), header.fileBytes() - at));
            int length = zeros.remaining();
            writer.write(channel, zeros, at);
            at += length;
        }
        channel.force(true);
    }

    private static void discard(Path temporary, @Nullable LockedFile made) throws IOException {
        try {
            Files.deleteIfExists(temporary);
        } finally {
            if (made != null) {
                made.release();
            }
        }
    }

    /**
     * Deletes what killed creators of this file left. None of them is alive: it would hold the lock that this process
     * holds.
     */
    private void deleteLeftovers() {
        String prefix = file.getFileName() + INFIX;
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(file.getParent(), entry -> isLeftover(entry, prefix))) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A leftover that cannot be found or deleted does not prevent the cache from being opened.
            return;
        }
    }

    private static boolean isLeftover(Path entry, String prefix) throws IOException {
        String name = entry.getFileName().toString();
        return name.startsWith(prefix)
                && RANDOM_PART.matcher(name.substring(prefix.length())).matches()
                && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                && !LockedFile.isHeld(entry);
    }
}
