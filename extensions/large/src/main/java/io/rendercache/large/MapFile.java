package io.rendercache.large;

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
import org.jspecify.annotations.Nullable;

/**
 * Creates and opens the file of a map. The file is created completely or not at all, and its header is checked before
 * Chronicle opens it.
 *
 * <p><b>Creation.</b> Chronicle maps a file that may have holes, and writing to a hole on a full disk raises SIGBUS.
 * The file is therefore created under a temporary name, each of its blocks is written once through a channel, which
 * throws an exception if the disk is full, and only then the file is renamed. A process that is killed in between
 * leaves the temporary file, which the next creation deletes.
 *
 * <p><b>Opening.</b> The map is always recovered: a killed writer may have left Chronicle's lock held, and without
 * recovery the first access would wait for it for a minute. Recovery requires exclusive use of the file, which the
 * caller ensures. A killed recovery leaves the file marked as unfinished, and Chronicle would wait a minute for that
 * too; the mark is cleared first.
 *
 * <p>Both run in {@link ChronicleIo}, because an interrupt would close the channels that this class and Chronicle use.
 */
final class MapFile {
    private static final String OTHER_NAME = ".new";
    private static final String REMEDY = "; delete it or give another path";
    private static final int COPY_BYTES = 1 << 20;

    /** The least that Chronicle needs in addition to the pieces: its header and the rest of a page. */
    private static final long ROOM_BESIDE_PIECES = 64 << 10;

    /** The most bytes of Chronicle's table of entries for each piece. */
    private static final long TABLE_BYTES_PER_PIECE = 32;

    private final Path file;
    private final PieceGeometry geometry;

    private MapFile(Path file, PieceGeometry geometry) {
        this.file = file;
        this.geometry = geometry;
    }

    /**
     * Opens the file, or creates it.
     *
     * @throws IncompatibleStoreFileException if the file exists and has another geometry or is damaged
     * @throws IOException if it cannot be read, or the disk has no room for it
     */
    static PieceMap open(Path file, PieceGeometry geometry) throws IOException {
        MapFile mapFile = new MapFile(file.toAbsolutePath(), geometry);
        return ChronicleIo.call(mapFile::openOrMake);
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
            PieceMap.builder(geometry).createPersistedTo(unfinished.toFile()).close();
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

    /** Fails at once if the disk is obviously too small, before anything is written to it. */
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
            return new PieceMap(PieceMap.builder(geometry).recoverPersistedTo(file.toFile(), false, corruption -> {}));
        } catch (RuntimeException | AssertionError e) { // Chronicle has assertions that fail on a damaged file
            throw damaged(firstLine(e), e);
        }
    }

    /** Returns the exception for a file that Chronicle cannot read. */
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
