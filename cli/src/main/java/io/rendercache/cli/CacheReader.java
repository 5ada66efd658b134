package io.rendercache.cli;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.internal.layout.OwnerRecord;
import io.rendercache.internal.layout.SlotDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A cache's file, open for reading. Its header is checked for consistency with itself and with the file's length before
 * it is used; so later allocations are bounded by the file, and by {@link #MOST_SLOT_BYTES}.
 */
final class CacheReader implements AutoCloseable {
    /** Longest slot that is read; no more than two of them are ever in memory. */
    static final int MOST_SLOT_BYTES = 8 << 20;

    private static final int PIECE_BYTES = 1 << 20;
    private static final String GIVE_FILE = "; give the path of a cache's file";

    private final Path file;
    private final FileChannel channel;
    private final FileHeader header;
    private final OwnerRecord owner;

    private CacheReader(Path file, FileChannel channel, FileHeader header, OwnerRecord owner) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.owner = owner;
    }

    /**
     * Opens a file whose header is sound.
     *
     * @throws ToolException if it is not
     */
    static CacheReader open(Path file) throws IOException {
        requireRegular(file);
        @Nullable FileChannel channel = channel(file);
        try {
            ByteBuffer page = FileHeader.readPage(channel);
            FileHeader header = decode(file, page, channel.size());
            CacheReader reader = new CacheReader(file, channel, header, OwnerRecord.decode(page));
            channel = null;
            return reader;
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    Path file() {
        return file;
    }

    FileHeader header() {
        return header;
    }

    FileGeometry geometry() {
        return header.geometry();
    }

    /** Returns the process that had the file open when it was opened here. */
    Holder holder() {
        return Holder.of(owner);
    }

    /** Returns the process that has the file open now. */
    Holder holderNow() throws IOException {
        ByteBuffer page = FileHeader.readPage(channel);
        return page.limit() < HeaderDescriptor.LENGTH ? holder() : Holder.of(OwnerRecord.decode(page));
    }

    /** Returns where a slot, numbered from 1, begins. */
    long slotPosition(int slot) {
        return header.slotsOffset() + (slot - 1L) * geometry().slotBytes();
    }

    /** Fills a part of an array from the file. */
    void read(long position, byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            // In pieces, because the platform copies each read by way of a buffer of its length.
            ByteBuffer piece = ByteBuffer.wrap(target, offset + done, Math.min(PIECE_BYTES, length - done));
            int read = channel.read(piece, position + done);
            if (read <= 0) {
                throw new ToolException(
                        Verdict.DAMAGED,
                        file + " was cut off while it was being read, at byte " + (position + done)
                                + "; see what writes to it");
            }
            done += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void requireRegular(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new ToolException(Verdict.USAGE, file + " does not exist" + GIVE_FILE);
        }
        if (attributes.isSymbolicLink()) {
            throw new ToolException(
                    Verdict.USAGE,
                    file + " is a symbolic link, which no cache opens; give the path of the file itself");
        }
        if (!attributes.isRegularFile()) {
            throw new ToolException(
                    Verdict.USAGE,
                    file + (attributes.isDirectory() ? " is a directory" : " is not a regular file") + GIVE_FILE);
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw new ToolException(Verdict.USAGE, file + " may not be read by this user; run as the user who owns it");
        }
    }

    private static FileHeader decode(Path file, ByteBuffer page, long fileBytes) throws IOException {
        if (!page.hasRemaining()) {
            throw new ToolException(
                    Verdict.DAMAGED,
                    file
                            + " is empty: no cache has been made in it; it can be deleted, and a cache can be opened there");
        }
        FileHeader header;
        try {
            header = FileHeader.decode(file, page, fileBytes);
        } catch (IncompatibleFileException e) {
            LargeFile.requireOther(file);
            throw new ToolException(
                    e.isAnotherLayout() ? Verdict.ANOTHER_LAYOUT : Verdict.DAMAGED, String.valueOf(e.getMessage()));
        }
        String fault = faultOf(header.geometry());
        if (fault != null) {
            throw new ToolException(
                    Verdict.DAMAGED,
                    file + " has a header that no cache wrote: " + fault + "; restore the file, or delete it");
        }
        if (header.geometry().slotBytes() > MOST_SLOT_BYTES) {
            throw new ToolException(
                    Verdict.USAGE,
                    file + " has slots of " + header.geometry().slotBytes() + " bytes, and this tool reads slots of up"
                            + " to " + MOST_SLOT_BYTES + "; give smaller ones to the cache, with inlineValueBytes");
        }
        return header;
    }

    /** Returns what is wrong with sizes whose checksum is correct, or {@code null}. */
    private static @Nullable String faultOf(FileGeometry geometry) {
        if (geometry.maxKeyBytes() < 0 || geometry.inlineValueBytes() < 0) {
            return "its longest key has " + geometry.maxKeyBytes() + " bytes and its longest value in a slot "
                    + geometry.inlineValueBytes();
        }
        long slotBytes = SlotDescriptor.slotBytes(geometry.maxKeyBytes(), geometry.inlineValueBytes());
        if (geometry.slotBytes() != slotBytes) {
            return "its slots have " + geometry.slotBytes() + " bytes, not " + slotBytes;
        }
        if (Integer.bitCount(geometry.stripes()) != 1 || geometry.stripes() > Geometry.MOST_STRIPES) {
            return "it has " + geometry.stripes() + " stripes, not a power of two up to " + Geometry.MOST_STRIPES;
        }
        if (geometry.maxValueBytes() < geometry.inlineValueBytes() || geometry.maxBytes() < 0) {
            return "its longest value has " + geometry.maxValueBytes() + " bytes, and its budget is "
                    + geometry.maxBytes();
        }
        return null;
    }
}
