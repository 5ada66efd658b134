package io.rendercache.benchmarks.caches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Field;
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
    void shouldLookUpWithTheObjectsThatWerePut() {
        Keys keys = new Keys(100, 50, Keys.Kind.SAME);

        for (int key = 0; key < 50; key++) {
            assertSame(keys.inserted(key), keys.lookupKeys()[key]);
        }
        assertEquals(50, keys.lookupKeys().length);
    }

    @Test
    void shouldShareNoBytesAmongEqualKeysAndKnowTheirHashes() throws Exception {
        Keys keys = new Keys(100, 50, Keys.Kind.EQUAL);

        for (int key = 0; key < 50; key++) {
            assertNotSame(bytes(keys.inserted(key)), bytes(keys.lookupKeys()[key]));
            assertEquals(keys.inserted(key).hashCode(), hash(keys.lookupKeys()[key]));
        }
    }

    @Test
    void shouldMakeKeysWithBytesOfTheirOwnAndWithoutAHash() throws Exception {
        Keys keys = new Keys(100, 50, Keys.Kind.FRESH);

        String first = keys.make(7);
        String second = keys.make(7);

        assertEquals(keys.inserted(7), first);
        assertEquals(0, hash(second));
        assertNotSame(first, second);
        assertNotSame(bytes(first), bytes(second));
        assertNotSame(bytes(keys.inserted(7)), bytes(first));
    }

    @Test
    void shouldRefuseAnUnknownKind() {
        String message = assertThrows(IllegalArgumentException.class, () -> Keys.Kind.named("interned"))
                .getMessage();

        assertEquals("no kind of keys is named 'interned'; take one of same, equal, fresh", message);
    }

    /** What a string holds is seen by the flags that Chronicle Map needs. */
    private static Object bytes(String key) throws ReflectiveOperationException {
        return field(key, "value");
    }

    private static int hash(String key) throws ReflectiveOperationException {
        return (int) field(key, "hash");
    }

    private static Object field(String key, String name) throws ReflectiveOperationException {
        Field field = String.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(key);
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
