package io.rendercache;

import io.rendercache.large.StoredPieceCount;
import io.rendercache.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link MappedKillTest} demands of small values holds for large ones too, and no piece of any is left over. */
class MappedLargeKillTest {
    @TempDir
    Path folder;

    @Test
    void shouldHaveLastLargeValueAndNoOrphanAfterEachKill() throws IOException {
        MappedKillTest kills = new MappedKillTest();
        kills.folder = folder;

        kills.run(
                Rounds.of(20),
                true,
                file -> StoredPieceCount.of(
                        file,
                        KilledWriter.MAX_BYTES,
                        KilledWriter.MAX_ENTRIES,
                        MappedKillTest.StoredPieces.PIECE_BYTES));
    }
}
