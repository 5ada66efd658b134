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
 * The file under a mapped cache, open, and held against every other opener in this process and in others.
 *
 * <p>Opening goes through these steps, and starts over, a bounded number of times, where the path was found to name
 * another file than the one it named a moment ago:
 *
 * <ol>
 *   <li>An empty file is made if there is none, and the file is locked, whatever it is: {@link LockedFile}.
 *   <li>An empty file is a place taken, no more. Who holds it makes the cache's file under a temporary name, locks that
 *       too, and renames it over the empty one: {@link FileCreation}. Nobody else can have got beyond this step with
 *       the same empty file, so no file that is in use is ever replaced.
 *   <li>Any other file is read and compared. One that does not fit is refused, or moved away while it is still
 *       locked: {@link Quarantine}.
 *   <li>The header is marked as open, and that is forced to the disk before anything else changes.
 * </ol>
 *
 * <p>What is on the disk after a crash is an empty file, which is taken as if it were not there, or a whole one.
 *
 * <p>Safe for use by many threads. An interrupt of a caller neither ends what it is at nor frees the file. Once opened,
 * the file is held until {@link #close} or the end of the process, even if nothing refers to it any more.
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
     * Opens the file, or makes it, all its bytes written and only its owner allowed to read it.
     *
     * @param anyStripes whether an existing file's stripes and ring buckets are taken as they are
     * @param recreateIfIncompatible whether a file that does not fit is set aside, and a new one made
     * @throws FileInUseException if it is open already, in this process or another
     * @throws IncompatibleFileException if it does not fit and is not to be set aside, or is no regular file
     * @throws NoSuchFileException if its directory is missing
     * @throws IOException if it cannot be read or made; of a new one nothing is left then
     * @throws IllegalArgumentException if there can be no file of this geometry, or a codec's id does not fit
     */
    public static RegionFile open(Path file, FileGeometry wanted, boolean anyStripes, boolean recreateIfIncompatible)
            throws IOException {
        return open(file, wanted, anyStripes, recreateIfIncompatible, FileCreation::writeFully);
    }

    /** The same with another way for a new file's bytes, so that tests can bring one that fails. */
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

    /** Returns whether opening made the file. */
    public boolean isNew() {
        return isNew;
    }

    /** Returns the file's geometry, with the stripes it has. */
    public FileGeometry geometry() {
        return header.geometry();
    }

    /** Returns the seed that the file was made with. */
    public long seed() {
        return header.seed();
    }

    /** Returns where the order section begins, a multiple of 4096. */
    public long orderOffset() {
        return header.orderOffset();
    }

    /** Returns where the slots begin, a multiple of 4096. */
    public long slotsOffset() {
        return header.slotsOffset();
    }

    /** Returns the length of the file in bytes. */
    public long fileBytes() {
        return header.fileBytes();
    }

    /** Returns whether the file was closed properly by its last holder; true for a new one. */
    public boolean wasClean() {
        return wasClean;
    }

    /** Returns where opening moved a file that did not fit, or {@code null} if there was none. */
    public @Nullable Path setAside() {
        return setAside;
    }

    /**
     * Maps a part of the file for reading and writing. The mapping outlives {@link #close}.
     *
     * @throws IllegalArgumentException if the part is not inside the file, or longer than a buffer can be
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
     * Returns when all that was written, also through mappings, is on the disk.
     *
     * @throws IllegalStateException if it is closed
     */
    public void force() throws IOException {
        UninterruptedIo.call(this::forceHere);
    }

    /**
     * Gives the file up, so that it can be opened again. Only the first call does anything. Whoever holds mappings keeps
     * them, but must not write through them any more.
     *
     * @param clean whether all that was written is consistent; it is forced to the disk, and only then marked so
     * @throws IOException if that fails; the file is given up all the same, not marked
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
