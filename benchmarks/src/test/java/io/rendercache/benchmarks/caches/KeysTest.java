package io.rendercache.benchmarks.caches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void shouldLookUpWithEqualButNotIdenticalKeys() {
        Keys keys = new Keys(100, 50);

        for (int key = 0; key < 50; key++) {
            assertEquals(keys.inserted(key), keys.lookupKeys()[key]);
            assertNotSame(keys.inserted(key), keys.lookupKeys()[key]);
        }
        assertEquals(50, keys.lookupKeys().length);
    }

    @Test
    void shouldBeDistinctAndOfOneLength() {
        String[] paths = IntStream.range(0, 100_000).mapToObj(Keys::path).toArray(String[]::new);

        assertEquals(paths.length, new HashSet<>(Arrays.asList(paths)).size());
        for (String path : paths) {
            assertEquals(Keys.LENGTH, path.length());
        }
    }
}
