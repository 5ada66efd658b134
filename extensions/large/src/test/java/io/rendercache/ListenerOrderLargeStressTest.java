package io.rendercache;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ListenerOrderStressTest} demands of small values holds for large ones too. */
class ListenerOrderLargeStressTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 100})
    void shouldTellEachVersionOnceAndInOrder(int capacity) {
        new ListenerOrderStressTest().shouldTellEachVersionOnceAndInOrder(capacity, true);
    }
}
