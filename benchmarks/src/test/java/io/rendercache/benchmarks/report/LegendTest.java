package io.rendercache.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LegendTest {
    @Test
    void shouldStandInOneRowWhereThereIsRoom() {
        assertEquals(1, Legend.rows(List.of(90, 110, 50), 250));
        assertEquals(1, Legend.rows(List.of(440), 440));
    }

    @Test
    void shouldStandInTheFewestRowsWhoseColumnsFit() {
        // In two rows the columns are 100, 120 and 90 wide.
        List<Integer> widths = List.of(100, 80, 120, 60, 90);

        assertEquals(2, Legend.rows(widths, 310));
        assertEquals(3, Legend.rows(widths, 309));
    }

    @Test
    void shouldStandInOneColumnWhereNoTwoFit() {
        assertEquals(3, Legend.rows(List.of(300, 500, 200), 440));
    }

    @Test
    void shouldTakeNoRoomWithoutNames() {
        assertEquals(0, Legend.rows(List.of(), 440));
    }
}
