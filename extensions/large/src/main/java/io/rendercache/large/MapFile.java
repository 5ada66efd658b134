package io.rendercache.large;

import io.rendercache.internal.file.UninterruptedIo;
import io.rendercache.spi.IncompatibleStoreFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import net.openhft.chronicle.map.ChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * A map's file: made whole or not at all, and never opened before it was looked at.
 *
 * <p>Making it. Chronicle maps a file that may have holes; a write into a hole on a full disk is a SIGBUS. So the file is
 * made under another name, each of its blocks is written once through a channel, where a full disk is an exception, and
 * only then it gets its name. Whoever is killed meanwhile leaves a file of the other name, which the next one removes.
 *
 * <p>Opening it. It is always recovered, for a writer that was killed may have left Chronicle's lock taken, in which case
 * an ordinary opening would go well and the first access would wait for a minute. Recovery demands that nobody else has
 * the file: the caller sees to that. A recovery that was killed leaves the file marked as unfinished, for which Chronicle
 * would wait a minute too; the mark is taken off first.
 *
 * <p>Both run uninterrupted: an interrupt closes a channel of ours or of Chronicle's, and half a recovery damages the file.
 */
final class MapFile {
    private static final String OTHER_NAME = ".new";
    private static final String REMEDY = "; delete it or give another path";
    private static final int COPY_BYTES = 1 << 20;

    /** What Chronicle needs at least beside the pieces: its header and the rest of a page. */
    private static final long ROOM_BESIDE_PIECES = 64 << 10;

    /** Bytes of Chronicle's table of entries for each piece, at most. */
    private static final long TABLE_BYTES_PER_PIECE = 32;

    private final Path file;
    private final PieceGeometry geometry;

    private MapFile(Path file, PieceGeometry geometry) {
        this.file = file;
        this.geometry = geometry;
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws IncompatibleStoreFileException if there is a file that is not one of this geometry, or is damaged
     * @throws IOException if it cannot be read, or there is no room for it
     */
    static PieceMap open(Path file, PieceGeometry geometry) throws IOException {
        MapFile mapFile = new MapFile(file.toAbsolutePath(), geometry);
        return UninterruptedIo.call(mapFile::openOrMake);
    }

    private PieceMap openOrMake() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            make();
        }
        return reopen();
    }

    private void make() throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + OTHER_NAME);
        Files.deleteIfExists(unfinished);
        requireRoom();
        try {
            Files.createFile(unfinished, ownerOnly());
            Silence.during(() -> {
                try (ChronicleMap<Long, byte[]> map =
                        PieceMap.builder(geometry).createPersistedTo(unfinished.toFile())) {
                    return map.isOpen();
                }
            });
            writeEachBlock(unfinished);
            moveToName(unfinished);
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException another) {
                e.addSuppressed(another);
            }
            throw new IOException("cannot make the file of large values " + file + ": " + firstLine(e), e);
        }
    }

    /** Spares a disk that is obviously too small from being filled to the brim. */
    private void requireRoom() throws IOException {
        long needed = geometry.pieces() * (geometry.chunkBytes() + TABLE_BYTES_PER_PIECE) + ROOM_BESIDE_PIECES;
        long usable = Files.getFileStore(parent()).getUsableSpace();
        if (usable < needed) {
            throw new IOException("no space for the file of large values " + file + ": it takes about " + needed
                    + " bytes, and " + usable + " are left");
        }
    }

    private Path parent() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static FileAttribute<?>[] ownerOnly() {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void writeEachBlock(Path made) throws IOException {
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
            long size = channel.size();
            for (long at = 0; at < size; at += buffer.limit()) {
                buffer.clear();
                while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
                    continue;
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer, at + buffer.position());
                }
            }
            channel.force(true);
        }
    }

    private void moveToName(Path made) throws IOException {
        try {
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(made, file);
        }
    }

    private PieceMap reopen() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IncompatibleStoreFileException(
                    "the file of large values " + file + " is a link or no regular file" + REMEDY);
        }
        MapFileHeader.check(file, geometry);
        long length = Files.size(file);
        PieceMap map = recover();
        if (Files.size(file) != length) {
            map.close();
            throw damaged("it was " + length + " bytes long and should be " + Files.size(file), null);
        }
        return map;
    }

    private PieceMap recover() throws IOException {
        try {
            return Silence.during(() -> new PieceMap(
                    PieceMap.builder(geometry).recoverPersistedTo(file.toFile(), false, corruption -> {})));
        } catch (RuntimeException | AssertionError e) { // Chronicle asserts what a damaged file does not keep
            throw damaged(firstLine(e), e);
        }
    }

    /** Returns the exception for a file that Chronicle cannot make sense of. */
    private IncompatibleStoreFileException damaged(String how, @Nullable Throwable cause) {
        return damaged(file, how, cause);
    }

    static IncompatibleStoreFileException damaged(Path file, String how, @Nullable Throwable cause) {
        return new IncompatibleStoreFileException(
                "the file of large values " + file + " is damaged: " + how + REMEDY, cause);
    }

    static IncompatibleStoreFileException incompatible(Path file, String how) {
        return new IncompatibleStoreFileException("the file of large values " + file + " " + how + REMEDY);
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
