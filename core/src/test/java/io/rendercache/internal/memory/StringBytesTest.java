package io.rendercache.internal.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StringBytesTest {
    @Test
    void shouldShowTheBytesOfALatin1String() {
        for (String text : new String[] {"", "a", "frame_0001.png", "caf\u00e9", "\u0000\u00ff"}) {
            assertArrayEquals(text.getBytes(StandardCharsets.ISO_8859_1), StringBytes.latin1(text));
        }
    }

    @Test
    void shouldHaveNothingToShowOfAWiderString() {
        assertNull(StringBytes.latin1("\u4e2d"));
        assertNull(StringBytes.latin1("a\ud83d\ude00"));
    }
}
