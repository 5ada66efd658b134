package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLabelTest {
    @Test
    void shouldKeepACopyThatCannotBeChanged() {
        List<String> given = new ArrayList<>(List.of("wolf", "fox"));

        ImageLabel label = new ImageLabel("dog", given, 0.5);
        given.set(0, "cat");

        assertEquals(List.of("wolf", "fox"), label.alternates());
        assertThrows(
                UnsupportedOperationException.class, () -> label.alternates().add("cat"));
    }

    @Test
    void shouldNameWhatIsNull() {
        assertEquals("label", refusedNull(() -> new ImageLabel(null, List.of(), 0)));
        assertEquals("alternates", refusedNull(() -> new ImageLabel("dog", null, 0)));
        assertEquals("alternates[1]", refusedNull(() -> new ImageLabel("dog", Arrays.asList("wolf", null), 0)));
    }

    private static String refusedNull(Runnable call) {
        return assertThrows(NullPointerException.class, call::run).getMessage();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -0.0, -1.0, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void shouldTakeAnyNumberForScore(double score) {
        assertEquals(score, new ImageLabel("", List.of(), score).score());
    }

    @Test
    void shouldRefuseScoreThatIsNoNumber() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new ImageLabel("dog", List.of(), Double.NaN));

        assertTrue(refused.getMessage().contains("score of label \"dog\""), refused.getMessage());
        assertTrue(refused.getMessage().contains("NaN"), refused.getMessage());
    }

    @Test
    void shouldRefuseTextWithoutUtf8Form() {
        assertThrows(IllegalArgumentException.class, () -> new ImageLabel("dog\ud800", List.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> new ImageLabel("dog", List.of("\udc00"), 0));
    }
}
