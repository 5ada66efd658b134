package io.rendercache.internal.file;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.GeometryCheck;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.IncompatibilityMessage;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.internal.layout.OwnerRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The open file of a mapped cache, locked against every other opener in this process and in others.
 *
 * <p>Opening takes these steps. It starts again, a bounded number of times, if the path no longer names the same file:
 *
 * <ol>
 *   <li>Create an empty file if there is none, and lock the file: {@link LockedFile}.
 *   <li>If the file is empty, create the cache's file under a temporary name, lock it, and rename it over the empty
 *       one: {@link FileCreation}. The lock on the empty file admits one creator only, so no file in use is ever
 *       replaced.
 *   <li>Otherwise read and compare the header. A file that does not fit is refused, or renamed while it is still
 *       locked: {@link Quarantine}.
 *   <li>Mark the header as open, and force it to the disk before anything else changes.
 * </ol>
 *
 * <p>After a crash the file on the disk is either complete or empty; an empty one is treated as absent.
 *
 * <p>Thread-safe. An interrupt of a caller neither ends an operation nor releases the lock. Once opened, the file is
 * locked until {@link #close} or the end of the process, even if it is no longer reachable.
 */
public final class RegionFile {
    private static final int ATTEMPTS = 64;
    private static final SecureRandom SEEDS = new SecureRandom();

    private final Path path;
    private final LockedFile held;
    private final FileHeader header;
    private final boolean isNew;
    private final boolean wasClean;
    private final @Nullable Path setAside;
    private boolean closed;

    private RegionFile(
            Path path, LockedFile held, FileHeader header, boolean isNew, boolean wasClean, @Nullable Path setAside) {
        this.path = path;
        this.held = held;
        this.header = header;
        this.isNew = isNew;
        this.wasClean = wasClean;
        this.setAside = setAside;
    }

    /**
     * Opens the file, or creates it with all bytes written and readable by its owner only.
     *
     * @param anyStripes whether an existing file may have any number of stripes
     * @param recreateIfIncompatible whether a file that does not fit is set aside and a new one created
     * @throws FileInUseException if it is open already, in this process or another
     * @throws IncompatibleFileException if it does not fit and is not to be set aside, or is not a regular file
     * @throws NoSuchFileException if its directory does not exist
     * @throws IOException if it cannot be read or created; a new file is deleted then
     * @throws IllegalArgumentException if no file can have this geometry, or the id of a codec is too long
     */
    public static RegionFile open(Path file, FileGeometry wanted, boolean anyStripes, boolean recreateIfIncompatible)
            throws IOException {
        return open(file, wanted, anyStripes, recreateIfIncompatible, FileCreation::writeFully);
    }

    /** Does the same with another way to write a new file, so that tests can use one that fails. */
    static RegionFile open(
            Path file,
            FileGeometry wanted,
            boolean anyStripes,
            boolean recreateIfIncompatible,
            FileCreation.Writer writer)
            throws IOException {
        Path absolute = file.toAbsolutePath();
        return UninterruptedIo.call(() -> openHere(absolute, wanted, anyStripes, recreateIfIncompatible, writer));
    }

    private static RegionFile openHere(
            Path file, FileGeometry wanted, boolean anyStripes, boolean recreate, FileCreation.Writer writer)
            throws IOException {
        FileHeader fresh = FileHeader.of(wanted, SEEDS.nextLong(), System.currentTimeMillis());
        Path setAside = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            LockedFile held = LockedFile.hold(file);
            if (held == null) {
                continue;
            }
            RegionFile opened = null;
            try {
                if (held.channel().size() == 0) {
                    LockedFile made = new FileCreation(file, fresh, writer).inPlaceOf(held);
                    if (made != null) {
                        return new RegionFile(file, made, fresh, true, true, setAside);
                    }
                    continue;
                }
                ByteBuffer page = FileHeader.readPage(held.channel());
                FileHeader found;
                try {
                    found = FileHeader.decode(file, page, held.channel().size());
                    new GeometryCheck(file, found.geometry(), wanted).require(anyStripes);
                } catch (IncompatibleFileException e) {
                    if (!recreate) {
                        throw e;
                    }
                    setAside = Quarantine.move(file);
                    continue;
                }
                write(OwnerRecord.ofThisProcess(), held.channel());
                held.channel().force(false);
                boolean wasClean = OwnerRecord.decode(page).isClosed();
                opened = new RegionFile(file, held, found, false, wasClean, setAside);
                return opened;
            } finally {
                if (opened == null) {
                    held.release();
                }
            }
        }
        throw new IOException(IncompatibilityMessage.oneLine(
                file + " was replaced again and again while it was being opened; try again"));
    }

    /** Returns the file's absolute path. */
    public Path path() {
        return path;
    }

    /** Returns whether opening created the file. */
    public boolean isNew() {
        return isNew;
    }

    /** Returns the file's geometry, with its actual number of stripes. */
    public FileGeometry geometry() {
        return header.geometry();
    }

    /** Returns the seed of the file's hashes. */
    public long seed() {
        return header.seed();
    }

    /** Returns where the clock section begins, a multiple of 4096. */
    public long clockOffset() {
        return header.clockOffset();
    }

    /** Returns where the slots begin, a multiple of 4096. */
    public long slotsOffset() {
        return header.slotsOffset();
    }

    /** Returns the length of the file in bytes. */
    long fileBytes() {
        return header.fileBytes();
    }

    /** Returns whether the file was closed properly after its last use; true for a new one. */
    boolean wasClean() {
        return wasClean;
    }

    /** Returns the name that opening gave to a file that did not fit, or {@code null} if there was none. */
    public @Nullable Path setAside() {
        return setAside;
    }

    /**
     * Maps a range of the file for reading and writing. The mapping remains valid after {@link #close}.
     *
     * @throws IllegalArgumentException if the range is not within the file, or is longer than a buffer can be
     * @throws IllegalStateException if it is closed
     */
    public MappedByteBuffer map(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || offset > header.fileBytes() - length) {
            throw new IllegalArgumentException("cannot map " + length + " bytes from " + offset + " on of " + path
                    + ", which has " + header.fileBytes() + "; map parts inside it, of up to " + Integer.MAX_VALUE);
        }
        return UninterruptedIo.call(() -> mapHere(offset, length));
    }

    /**
     * Forces everything that has been written, also through mappings, to the disk.
     *
     * @throws IllegalStateException if it is closed
     */
    public void force() throws IOException {
        UninterruptedIo.call(this::forceHere);
    }

    /**
     * Closes the file and releases the lock, so that it can be opened again. Idempotent. Mappings remain valid but must
     * not be written to any more.
     *
     * @param clean whether the contents are consistent; they are forced to the disk, and only then the file is marked
     *     as closed properly
     * @throws IOException if that fails; the file is closed all the same, without the mark
     */
    public void close(boolean clean) throws IOException {
        UninterruptedIo.call(() -> closeHere(clean));
    }

    private synchronized MappedByteBuffer mapHere(long offset, long length) throws IOException {
        requireOpen();
        return held.channel().map(FileChannel.MapMode.READ_WRITE, offset, length);
    }

    private synchronized boolean forceHere() throws IOException {
        requireOpen();
        held.channel().force(true);
        return true;
    }

    private synchronized boolean closeHere(boolean clean) throws IOException {
        if (closed) {
            return false;
        }
        closed = true;
        try {
            if (clean) {
                held.channel().force(true);
                write(OwnerRecord.CLOSED, held.channel());
                held.channel().force(false);
            }
        } finally {
            held.release();
        }
        return true;
    }

    private static void write(OwnerRecord owner, FileChannel channel) throws IOException {
        FileCreation.writeFully(channel, owner.encoded(), HeaderDescriptor.STATE);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
    }
}
