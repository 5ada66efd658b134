package io.rendercache.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.WordHash;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashesTest {
    @Test
    void shouldHashBytesInAnArrayAndInASlotToTheSame() {
        Region region = Region.anonymous(64, 256, 1, 4096);
        SplittableRandom random = new SplittableRandom(5);

        for (int length = 0; length <= 200; length++) {
            byte[] bytes = new byte[length + 3];
            random.nextBytes(bytes);
            Memory.copyIn(bytes, 3, region.slotAddress(1), length);

            long hash = Hashes.of(region.slotAddress(1), length, 42);
            assertEquals(hash, Hashes.of(bytes, 3, length, 42), "" + length);
            assertEquals(hash, WordHash.of(bytes, 3, length, 42), "" + length);
        }
    }

    @Test
    void shouldHashAWordToTheSameAsItsBytes() {
        Region region = Region.anonymous(64, 64, 1, 4096);
        Memory.putLong(region.slotAddress(1), 0x0123_4567_89AB_CDEFL);

        assertEquals(Hashes.of(region.slotAddress(1), 8, 7), Hashes.of(0x0123_4567_89AB_CDEFL, 7));
    }

    @Test
    void shouldDependOnTheSeedTheLengthAndEachByte() {
        byte[] bytes = new byte[40];

        assertNotEquals(Hashes.of(bytes, 0, 40, 1), Hashes.of(bytes, 0, 40, 2));
        assertNotEquals(Hashes.of(bytes, 0, 40, 1), Hashes.of(bytes, 0, 39, 1));
        for (int i = 0; i < 40; i++) {
            byte[] other = bytes.clone();
            other[i] = 1;
            assertNotEquals(Hashes.of(bytes, 0, 40, 1), Hashes.of(other, 0, 40, 1), "byte " + i);
        }
    }

    @Test
    void shouldSpreadConsecutiveNumbersEvenly() {
        int[] counts = new int[16];

        for (long number = 0; number < 16_000; number++) {
            counts[(int) (Hashes.spread(number, 99) & 15)]++;
        }

        // Six standard deviations around 1,000.
        assertTrue(Arrays.stream(counts).allMatch(count -> count > 800 && count < 1_200), Arrays.toString(counts));
    }
}
