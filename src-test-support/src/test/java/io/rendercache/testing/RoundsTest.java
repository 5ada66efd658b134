package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {
    @Test
    void shouldBeAllUnlessTold() {
        assertEquals(60, Rounds.of(60, ""));
        assertEquals(60, Rounds.of(60, "100"));
    }

    @Test
    void shouldBeAShareAndOneAtLeast() {
        assertEquals(12, Rounds.of(60, "20"));
        assertEquals(1, Rounds.of(20, "1"));
        assertEquals(Integer.MAX_VALUE / 2, Rounds.of(Integer.MAX_VALUE, "50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "many", "1.5"})
    void shouldRefuseWhatIsNoPercentage(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Rounds.of(60, text));

        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal::getMessage);
    }
}
