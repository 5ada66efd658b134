package io.rendercache.large;

import io.rendercache.internal.layout.LargeFileHeader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Checks the {@linkplain LargeFileHeader header} of a map's file, which Chronicle reads without checking. */
final class MapFileHeader {
    private MapFileHeader() {}

    /**
     * Checks that the file is a map of this geometry and is not truncated, and clears the mark of an unfinished
     * recovery.
     *
     * @throws io.rendercache.spi.IncompatibleStoreFileException if it is not
     */
    static void check(Path file, PieceGeometry geometry) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            LargeFileHeader header = LargeFileHeader.read(channel);
            if (header == null) {
                throw MapFile.incompatible(file, "is not a file of Chronicle Map");
            }
            long chunkBytes = number(file, header, "chunkSize");
            long chunks = number(file, header, "actualChunksPerSegmentTier");
            if (chunkBytes != geometry.chunkBytes() || chunks != geometry.pieces()) {
                throw MapFile.incompatible(
                        file,
                        "was made for other sizes: it has " + chunks + " pieces of " + chunkBytes + " bytes, not "
                                + geometry.pieces() + " of " + geometry.chunkBytes());
            }
            long atLeast = header.leastBytes().orElseThrow(() -> without(file, "tierSize"));
            if (channel.size() < atLeast) {
                throw MapFile.damaged(
                        file, "it has " + channel.size() + " bytes and should have " + atLeast + " or more", null);
            }
            if (header.isUnfinished()) {
                channel.write(header.finishedLengthWord(), LargeFileHeader.LENGTH_WORD);
            }
        }
    }

    private static long number(Path file, LargeFileHeader header, String name) throws IOException {
        return header.number(name).orElseThrow(() -> without(file, name));
    }

    private static IOException without(Path file, String name) {
        return MapFile.damaged(file, "its header has no number " + name, null);
    }
}
