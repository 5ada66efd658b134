package io.rendercache.internal.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How events show keys. */
class KeyTextTest {
    @Test
    void shouldShowTheKeysOwnText() {
        assertEquals("key", KeyText.of("key"));
        assertEquals("17", KeyText.of(17L));
    }

    @Test
    void shouldCutWhatIsLong() {
        assertEquals("x".repeat(KeyText.MOST_CHARS), KeyText.of("x".repeat(KeyText.MOST_CHARS)));
        assertEquals("x".repeat(KeyText.MOST_CHARS), KeyText.of("x".repeat(KeyText.MOST_CHARS) + "y"));
    }

    @Test
    void shouldShowBytesInHexadecimalAndCutThem() {
        assertEquals("00ff10", KeyText.of(new byte[] {0, (byte) 0xFF, 0x10}));
        assertEquals("00".repeat(KeyText.MOST_CHARS / 2), KeyText.of(new byte[KeyText.MOST_CHARS]));
    }

    @Test
    void shouldNameTheClassOfWhatHasNoText() {
        Object silent = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("on purpose");
            }
        };

        assertEquals(silent.getClass().getName(), KeyText.of(silent));
    }
}
