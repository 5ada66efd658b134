package io.rendercache.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.benchmarks.caches.Keys;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollidingKeysTest {
    @Test
    void shouldMakeDifferentKeysOfOneHashAndTheLengthOfFairOnes() {
        String[] keys = CollidingKeys.of(65_536);

        assertEquals(65_536, Set.of(keys).size());
        for (String key : keys) {
            assertEquals(keys[0].hashCode(), key.hashCode());
            assertEquals(Keys.LENGTH, key.length());
        }
    }
}
