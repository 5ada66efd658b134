package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pieces, keys and chunks as they are drawn. */
class PieceGeometryTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 32768",
        "1073741824, 64, 65536",
        "1073741824, 4096, 32768",
        "1073741824, 1000000, 32768",
        "1099511627776, 64, 65536"
    })
    void shouldCutToAnEighthOfTheAverageWithinBounds(long maxBytes, int maxEntries, int expected) {
        assertEquals(expected, PieceGeometry.of(maxBytes, maxEntries).pieceBytes());
    }

    @Test
    void shouldPartEachLengthIntoPiecesThatFit() {
        PieceGeometry geometry = PieceGeometry.of(1, 1);
        int p = geometry.pieceBytes();

        for (long length : new long[] {0, 1, p - 1, p, p + 1, 5L * p, PieceGeometry.MAX_VALUE_BYTES}) {
            long sum = 0;
            int count = geometry.piecesOf(length);
            for (int i = 0; i < count; i++) {
                sum += geometry.lengthOf(i, length);
            }

            assertEquals(length, sum);
            assertTrue(count <= length / p + 1, () -> count + " pieces for " + length);
            assertTrue(count <= 1 << 20, () -> count + " pieces for " + length);
        }
    }

    @Test
    void shouldTellKeysApart() {
        long key = PieceGeometry.id(77) + 5;

        assertEquals(77, PieceGeometry.sequence(key));
        assertEquals(PieceGeometry.id(77), PieceGeometry.idOfKey(key));
        assertEquals(5, PieceGeometry.pieceOfKey(key));
    }

    @Test
    void shouldRefuseSizesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> PieceGeometry.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> PieceGeometry.of(1, 0));
        assertThrows(IllegalArgumentException.class, () -> PieceGeometry.of(Long.MAX_VALUE, 1));
    }
}
