package io.rendercache.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripedLongsTest {
    @Test
    void shouldGiveThreadsThatFollowOneAnotherDifferentLanes() {
        StripedLongs words = new StripedLongs(8);
        Set<Integer> lanes = new HashSet<>();

        for (long threadId = Integer.MAX_VALUE - 3L; threadId <= Integer.MAX_VALUE + 4L; threadId++) {
            lanes.add(words.lane(threadId));
        }

        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7), lanes);
    }

    @Test
    void shouldKeepLanesApart() {
        StripedLongs words = new StripedLongs(4);

        for (int lane = 0; lane < 4; lane++) {
            words.setPlain(lane, 10 * lane);
            words.add(lane, lane);
        }

        for (int lane = 0; lane < 4; lane++) {
            assertEquals(11 * lane, words.get(lane));
            assertEquals(11 * lane, words.getPlain(lane));
        }
    }

    @Test
    void shouldLoseNoAdditionOfThreadsThatShareALane() {
        StripedLongs words = new StripedLongs(1);

        Threads.runAll(4, Duration.ofSeconds(60), (thread, run) -> {
            for (int i = 0; i < 10_000; i++) {
                words.add(words.lane(Thread.currentThread().getId()), 1);
            }
        });

        assertEquals(40_000, words.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 12})
    void shouldRefuseNumbersThatAreNoPowerOfTwo(int lanes) {
        String message = assertThrows(IllegalArgumentException.class, () -> new StripedLongs(lanes))
                .getMessage();

        assertTrue(message.contains(String.valueOf(lanes)), message);
    }
}
