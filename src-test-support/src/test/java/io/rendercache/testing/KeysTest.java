package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void shouldMakeDistinctPathsOfAboutNinetyCharacters() {
        List<String> keys = Keys.paths(2_000);

        assertEquals(2_000, new HashSet<>(keys).size());
        assertTrue(keys.stream().allMatch(key -> key.length() >= 85 && key.length() <= 95), keys.get(0));
    }

    @Test
    void shouldCopyToEqualButOtherObject() {
        String key = Keys.path(1);

        assertEquals(key, Keys.copyOf(key));
        assertNotSame(key, Keys.copyOf(key));
    }

    @Test
    void shouldMakeDistinctStringsOfOneHashCode() {
        List<String> keys = Keys.colliding(1_010);

        assertEquals(1_010, new HashSet<>(keys).size());
        assertEquals(1, keys.stream().map(String::hashCode).distinct().count());
        assertEquals(1, Keys.colliding(1).size());
    }

    @Test
    void shouldTellStringsWithUtf8FormFromThoseWithout() {
        assertEquals(Keys.nonAscii().size(), new HashSet<>(Keys.nonAscii()).size());
        Keys.nonAscii().forEach(key -> assertTrue(roundTrips(key), Keys.printable(key)));
        Keys.loneSurrogates().forEach(key -> assertFalse(roundTrips(key), Keys.printable(key)));
    }

    private static boolean roundTrips(String key) {
        return new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(key);
    }
}
