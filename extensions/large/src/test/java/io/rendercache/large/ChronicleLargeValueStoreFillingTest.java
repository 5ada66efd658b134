package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.spi.LargeValueRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * As long as the budget is kept, there is room, whatever the sizes and however long it goes on. A busy node stores some
 * 64 results a minute, 3,840 an hour; each mix of small values turns over more than 25 hours' worth.
 */
class ChronicleLargeValueStoreFillingTest {
    private static final int INLINE_BYTES = 1024;
    private static final int MAX_ENTRIES = 256;
    private static final long MAX_BYTES = 8 << 20;
    private static final int P = PieceGeometry.of(MAX_BYTES, MAX_ENTRIES).pieceBytes();
    private static final int SMALL_STORES = 100_000;

    private final ChronicleLargeValueStore values = ChronicleLargeValueStore.inMemory(MAX_BYTES, MAX_ENTRIES);
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final byte[] source = new byte[(int) MAX_BYTES];

    private final List<Stored> stored = new ArrayList<>();
    private long storedBytes;
    private long leastFree = Long.MAX_VALUE;

    private record Stored(LargeValueRef reference, int from) {}

    ChronicleLargeValueStoreFillingTest() {
        random.nextBytes(source);
    }

    @AfterEach
    void close() {
        values.close();
    }

    @Test
    void shouldNeverBeFullWhenAllAreOneByteOverInline() {
        turnOver(SMALL_STORES, i -> INLINE_BYTES + 1);
    }

    @Test
    void shouldNeverBeFullWhenAllAreOneByteOverPieces() {
        turnOver(20_000, i -> (1 + i % 4) * P + 1);
    }

    @Test
    void shouldNeverBeFullWithOneGiantAmongSmall() {
        turnOver(SMALL_STORES, i -> i % 1000 == 0 ? (int) MAX_BYTES - 100 * INLINE_BYTES : INLINE_BYTES + i % 500);
    }

    @Test
    void shouldNeverBeFullWithSawtooth() {
        turnOver(20_000, i -> INLINE_BYTES + i % 200 * 400);
    }

    @Test
    void shouldNeverBeFullWithRandomSizes() {
        turnOver(20_000, i -> 1 + (int) Math.min(MAX_BYTES - 1, Math.exp(random.nextDouble() * 13)));
    }

    /** The bound is reached and not passed: one byte over pieces, the budget and the entries both exhausted. */
    @Test
    void shouldNeedEveryPieceButThoseOfValuesInFlight() {
        int largest = (int) (MAX_BYTES - (MAX_ENTRIES - 1));

        makeRoom(largest);
        store(largest);
        for (int i = 1; i < MAX_ENTRIES; i++) {
            store(1);
        }

        assertEquals(MAX_BYTES, storedBytes);
        assertTrue(
                values.freePieces() <= PieceGeometry.IN_FLIGHT + 1 && values.freePieces() >= PieceGeometry.IN_FLIGHT,
                () -> "free pieces " + values.freePieces());
        checkAll();
    }

    private void turnOver(int times, IntUnaryOperator length) {
        for (int i = 0; i < times; i++) {
            int next = length.applyAsInt(i);
            makeRoom(next);
            store(next);
            if (i % 5000 == 0) {
                checkAll();
            }
        }
        checkAll();
        long least = leastFree;
        assertTrue(least >= PieceGeometry.IN_FLIGHT, () -> "seed " + seed + ": only " + least + " pieces were free");
        while (!stored.isEmpty()) {
            removeAny();
        }
        assertEquals(
                values.freePieces(), PieceGeometry.of(MAX_BYTES, MAX_ENTRIES).pieces(), () -> "seed " + seed);
    }

    private void makeRoom(int length) {
        while (stored.size() >= MAX_ENTRIES || storedBytes + length > MAX_BYTES) {
            removeAny();
        }
    }

    /** At random, not the oldest first, so that free chunks lie scattered. */
    private void removeAny() {
        int at = random.nextInt(stored.size());
        Stored victim = stored.get(at);
        stored.set(at, stored.get(stored.size() - 1));
        stored.remove(stored.size() - 1);
        storedBytes -= victim.reference.length();
        values.remove(victim.reference);
    }

    private void store(int length) {
        int from = random.nextInt(source.length - length + 1);
        LargeValueRef reference;
        try (PieceWriter writer = values.writer(bytes -> {})) {
            writer.write(source, from, length);
            reference = writer.finish();
        }
        stored.add(new Stored(reference, from));
        storedBytes += length;
        leastFree = Math.min(leastFree, values.freePieces());
    }

    private void checkAll() {
        for (Stored next : stored) {
            byte[] expected = Arrays.copyOfRange(source, next.from, next.from + (int) next.reference.length());
            assertArrayEquals(expected, values.read(next.reference), () -> "seed " + seed);
        }
    }
}
