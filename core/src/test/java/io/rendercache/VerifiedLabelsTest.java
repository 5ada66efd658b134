package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifiedLabelsTest {
    @Test
    void shouldFitACacheAndBeFoundRight() {
        Map<Integer, Integer> lastPut = new HashMap<>();
        try (ImageLabelCache cache = ImageLabelCache.builder()
                .maxEntries(VerifiedLabels.KEYS)
                .maxValueBytes(2_048)
                .build()) {
            for (int number = 2_000_000_000; number < 2_000_005_000; number++) {
                LabelWriter.put(cache, number);
                lastPut.put(VerifiedLabels.keyOf(number), number);
            }

            assertEquals(VerifiedLabels.KEYS, cache.size());
            lastPut.forEach((key, number) ->
                    assertEquals(number, VerifiedLabels.check(key, cache.get(VerifiedLabels.key(key)))));
        }
    }

    @Test
    void shouldTellWrongLabels() {
        ImageLabel right = VerifiedLabels.label(7);
        int key = VerifiedLabels.keyOf(7);
        assertEquals(7, VerifiedLabels.check(key, right));
        assertEquals(3, right.alternates().size());

        for (ImageLabel wrong : List.of(
                VerifiedLabels.label(8),
                new ImageLabel(right.label(), right.alternates(), 8),
                new ImageLabel(right.label(), right.alternates(), 7.5),
                new ImageLabel(right.label() + "x", right.alternates(), 7),
                new ImageLabel(right.label(), right.alternates().subList(1, 3), 7),
                new ImageLabel(right.label(), VerifiedLabels.label(11).alternates(), 7))) {
            assertThrows(AssertionError.class, () -> VerifiedLabels.check(key, wrong), wrong::toString);
        }
    }
}
