package io.rendercache.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.caches.Implementation;
import java.awt.Color;
import org.junit.jupiter.api.Test;

class PaletteTest {
    @Test
    void shouldGiveEachImplementationAColourThatIsNotLikeAnyOther() {
        for (Implementation one : Implementation.values()) {
            for (Implementation two : Implementation.values()) {
                double distance = distance(Palette.of(one.id()), Palette.of(two.id()));
                assertTrue(one == two || distance >= 60, one.id() + " and " + two.id() + ": " + distance);
            }
        }
    }

    @Test
    void shouldGiveTheEngineInItsPlacesAndOthersTheirColours() {
        assertEquals(Palette.of("bounded-lru"), Palette.of("off-heap"));
        assertNotEquals(Palette.of("off-heap"), Palette.of("mapped"));
        for (Implementation implementation : Implementation.values()) {
            assertNotEquals(Palette.of("nobody's"), Palette.of(implementation.id()));
        }
    }

    @Test
    void shouldPutTheEngineFirstThenPeersAsListedThenOthers() {
        assertTrue(Palette.ORDER.compare("off-heap", "mapped") < 0);
        assertTrue(Palette.ORDER.compare("mapped", "bounded-lru") < 0);
        assertTrue(Palette.ORDER.compare("linked-hash-map", "caffeine") < 0);
        assertTrue(Palette.ORDER.compare("chronicle-map-constant-size", "another") < 0);
        assertTrue(Palette.ORDER.compare("another", "other") < 0);
    }

    private static double distance(Color one, Color two) {
        return Math.sqrt(Math.pow(one.getRed() - two.getRed(), 2)
                + Math.pow(one.getGreen() - two.getGreen(), 2)
                + Math.pow(one.getBlue() - two.getBlue(), 2));
    }
}
