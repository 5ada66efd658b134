package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GhostListTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST = 1 << 16;
    private static final int SET = 4;

    @Test
    void shouldCountMissesOfEvictedKeysOnly() {
        GhostList keys = new GhostList(100);
        for (int i = 0; i < 10; i++) {
            keys.evicted(hash(i));
        }

        for (int i = 0; i < 30; i++) {
            keys.missed(hash(i));
        }

        assertEquals(10, keys.count());
    }

    @Test
    void shouldForgetAKeyThatWasMissedUntilItIsEvictedAgain() {
        GhostList keys = new GhostList(100);
        keys.evicted(hash(1));

        keys.missed(hash(1));
        keys.missed(hash(1));
        assertEquals(1, keys.count());

        keys.evicted(hash(1));
        keys.missed(hash(1));
        assertEquals(2, keys.count());
    }

    @Test
    void shouldForgetTheOldestOfASetForAFifth() {
        GhostList keys = new GhostList(100);
        for (int i = 0; i <= SET; i++) {
            keys.evicted(hash(1) + i);
        }

        keys.missed(hash(1));
        assertEquals(0, keys.count());

        for (int i = 1; i <= SET; i++) {
            keys.missed(hash(1) + i);
        }
        assertEquals(SET, keys.count());
    }

    @Test
    void shouldTakePlacesThatAreFreeBeforeOneThatIsNot() {
        GhostList keys = new GhostList(100);
        for (int i = 0; i < SET; i++) {
            keys.evicted(hash(1) + i);
        }
        keys.missed(hash(1) + 2);

        keys.evicted(hash(1) + SET);

        for (int i = 0; i <= SET; i++) {
            keys.missed(hash(1) + i);
        }
        assertEquals(1 + SET, keys.count());
    }

    @Test
    void shouldRememberAKeyThatIsEvictedAgainOnceAndAsTheNewest() {
        GhostList keys = new GhostList(100);
        for (int i = 0; i < SET; i++) {
            keys.evicted(hash(1) + i);
        }

        keys.evicted(hash(1));
        keys.evicted(hash(1) + SET);

        keys.missed(hash(1));
        keys.missed(hash(1));
        assertEquals(1, keys.count(), "the one that was evicted twice");
        keys.missed(hash(1) + 1);
        assertEquals(1, keys.count(), "the oldest");
        for (int i = 2; i <= SET; i++) {
            keys.missed(hash(1) + i);
        }
        assertEquals(SET, keys.count());
    }

    @Test
    void shouldForgetNoOtherForAKeyThatIsEvictedAgain() {
        GhostList keys = new GhostList(100);
        for (int i = 0; i < SET; i++) {
            keys.evicted(hash(1) + i);
        }

        keys.evicted(hash(1) + 1);

        for (int i = 0; i < SET; i++) {
            keys.missed(hash(1) + i);
        }
        assertEquals(SET, keys.count());
    }

    @Test
    void shouldNotTakeAnEmptyPlaceForTheKeyOfHashZero() {
        GhostList keys = new GhostList(100);

        keys.missed(0);
        keys.evicted(0);
        keys.missed(0);

        assertEquals(0, keys.count());
    }

    @Test
    void shouldRememberAtLeastAsManyAsTheCacheHasEntriesWhereSetsFillEvenly() {
        for (int maxEntries : new int[] {1, 63, 64, 65, 1_000, MOST - 1, MOST}) {
            GhostList keys = new GhostList(maxEntries);
            for (int i = 0; i < maxEntries; i++) {
                keys.evicted(hash(i));
            }

            for (int i = 0; i < maxEntries; i++) {
                keys.missed(hash(i));
            }

            assertEquals(maxEntries, keys.count(), "of maxEntries " + maxEntries);
        }
    }

    @Test
    void shouldRememberNoMoreThanItsBound() {
        GhostList keys = new GhostList(1 << 30);
        for (int i = 0; i < 3 * MOST; i++) {
            keys.evicted(hash(i));
        }

        for (int i = 0; i < 3 * MOST; i++) {
            keys.missed(hash(i));
        }

        assertEquals(MOST, keys.count());
    }

    @Test
    void shouldRememberMostOfAsManyRandomKeysAsTheCacheHasEntries() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long[] hashes = random.longs(10_000).toArray();
        GhostList keys = new GhostList(hashes.length);
        for (long hash : hashes) {
            keys.evicted(hash);
        }

        for (long hash : hashes) {
            keys.missed(hash);
        }

        // Of 10,000 balls in 4,096 bins that keep four each, 93.5 % are kept, within some tenths.
        double share = (double) keys.count() / hashes.length;
        assertTrue(share > 0.92 && share < 0.95, "remembered " + share + ", seed " + seed);
    }

    @Test
    void shouldCountExactlyAmongThreadsThatMeetInNoSet() {
        GhostList keys = new GhostList(1_000);
        int rounds = 2_000;

        Threads.runAll(2, LIMIT, (index, run) -> {
            for (int round = 0; round < rounds; round++) {
                for (int i = index; i < 1_000; i += 2) {
                    keys.evicted(hash(i));
                    keys.missed(hash(i));
                }
            }
        });

        assertEquals(2L * rounds * 500, keys.count());
    }

    @Test
    void shouldLoseOrRepeatAtMostWhatThreadsMoveAtOnce() {
        GhostList keys = new GhostList(64);
        int rounds = 100_000;

        Threads.runAll(2, LIMIT, (index, run) -> {
            for (int round = 0; round < rounds; round++) {
                keys.evicted(hash(round));
                keys.missed(hash(round));
            }
        });

        assertTrue(keys.count() > 0 && keys.count() <= 2L * rounds, "counted " + keys.count());
    }

    /** A hash whose set is its number, and that is never 0. */
    private static long hash(int number) {
        return (long) number << 40 | 1L << 20;
    }
}
