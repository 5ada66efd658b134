package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;

/** Looks into a file of large values, for tests of other packages. */
public final class StoredPieceCount {
    private StoredPieceCount() {}

    /** Returns how many pieces are in a file that no cache has open; checks their length. */
    public static long of(Path file, long maxBytes, int maxEntries, int pieceBytes) throws IOException {
        try (ChronicleLargeValueStore values = ChronicleLargeValueStore.persistedTo(file, maxBytes, maxEntries)) {
            assertEquals(pieceBytes, values.pieceBytes());
            return values.maxPieces() - values.freePieces();
        }
    }
}
