package io.rendercache.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {
    private static final int MOST_INDEX_BYTES = 64;

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_024, 1_025, 2_000, 4_097, 10_000, 100_000, 1_000_000, 10_000_000, 1 << 30})
    void shouldNeedAtMost64BytesOfIndexAnEntry(int maxEntries) {
        for (boolean owners : new boolean[] {false, true}) {
            Geometry geometry = Geometry.of(maxEntries, 8, 8, 0, owners);

            double bytes = (double) geometry.indexBytes() / maxEntries;

            assertTrue(bytes <= MOST_INDEX_BYTES, bytes + " bytes, " + geometry);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 63, 64, 65, 127, 1_000, 1_000_000})
    void shouldHaveRoomForAllEntries(int maxEntries) {
        for (int stripes : new int[] {0, 1, 3, 16, 4_096}) {
            Geometry geometry = Geometry.of(maxEntries, 8, 8, stripes, true);

            assertEquals(1, Integer.bitCount(geometry.stripes()));
            assertTrue(geometry.stripes() == 1 || maxEntries / geometry.stripes() >= 16, geometry.toString());
            assertEquals(
                    geometry.ringTicks() == 0, maxEntries <= 32 * geometry.stripes(), "small stripes have no ring");
            assertTrue(
                    geometry.ringTicks() == 0 || (long) geometry.ringTicks() << geometry.tickBits() >= maxEntries,
                    geometry.toString());
            assertTrue(geometry.stripesOffset() < geometry.bucketsOffset());
            assertTrue(geometry.bucketsOffset() < geometry.linksOffset());
            assertTrue(geometry.linksOffset() + (long) maxEntries * geometry.linkBytes() <= geometry.numbersOffset());
            assertTrue(geometry.numbersOffset() + 4L * maxEntries <= geometry.ringOffset());
            assertTrue(geometry.ringOffset() <= geometry.ownersOffset());
            assertTrue(geometry.ownersOffset() < geometry.indexBytes());
        }
    }

    @ParameterizedTest(name = "{0} entries, {1} processors")
    @CsvSource({
        "1,64,1",
        "1000,2,8",
        "10000,1,16",
        "10000,2,32",
        "1000000,64,1024",
        "10000,64,128",
        "100000000,4096,4096"
    })
    void shouldHaveSixteenStripesAProcessorButNoFewerThan64EntriesToEach(int maxEntries, int processors, int stripes) {
        assertEquals(stripes, Geometry.defaultStripes(maxEntries, processors));
    }

    @Test
    void shouldRefuseASlotBeyond2GiBNamingWhatToLower() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> Geometry.of(1, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, false));

        assertTrue(refusal.getMessage().contains("maxKeyBytes " + Integer.MAX_VALUE), refusal.getMessage());
    }
}
