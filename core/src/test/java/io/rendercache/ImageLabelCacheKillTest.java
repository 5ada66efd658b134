package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes labels leaves each key's last label or none. */
class ImageLabelCacheKillTest {
    private static final int ROUNDS = Rounds.of(200);

    /** More than a child can put before it is killed, and 200 times this is an int. */
    private static final int NUMBERS_A_ROUND = 10_000_000;

    private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    @TempDir
    Path folder;

    /** For each key, the number of the label last put for it, as far as it is known to have been put. */
    private final Map<Integer, Integer> lastPut = new HashMap<>();

    private long recovered;
    private long discarded;

    @Test
    void shouldHaveLastLabelOrNoneAfterEachKill() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("labels.rc");

        for (int round = 0; round < ROUNDS; round++) {
            int firstNumber = round * NUMBERS_A_ROUND;
            String message = "round " + round + ", seed " + seed;

            writeUntilKilled(file, firstNumber, Duration.ofNanos(random.nextLong(LONGEST_LIFE_NANOS)), message);

            checkAll(file, firstNumber, message);
        }

        assertTrue(recovered > ROUNDS, () -> "recovered " + recovered + ", seed " + seed);
        assertTrue(discarded <= ROUNDS, () -> "discarded " + discarded + ", seed " + seed);
    }

    private void writeUntilKilled(Path file, int firstNumber, Duration life, String message) {
        ChildJvm writer = new ChildJvm(LabelWriter.class, folder)
                .neededFlags()
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m")
                .arguments(file.toString(), String.valueOf(firstNumber));
        ChildJvm.Result result = writer.killAfter(LabelWriter.READY, life);
        assertTrue(result.exitCode() != 0 && result.exitCode() != 1, () -> message + "\n" + result.describe());
    }

    private void checkAll(Path file, int firstNumber, String message) {
        try (ImageLabelCache cache = LabelWriter.open(file)) {
            CacheStats opened = cache.stats();
            assertEquals(opened.size(), opened.recovered(), message);
            assertTrue(
                    opened.recovered() + opened.discarded() <= LabelWriter.MAX_ENTRIES, () -> message + ": " + opened);
            // One thread writes, so there is one slot at most that it was killed in.
            assertTrue(opened.discarded() <= 1, () -> message + ": " + opened);
            recovered += opened.recovered();
            discarded += opened.discarded();

            Map<Integer, Integer> found = new HashMap<>();
            for (int key = 0; key < VerifiedLabels.KEYS; key++) {
                ImageLabel label = cache.get(VerifiedLabels.key(key));
                if (label != null) {
                    found.put(key, VerifiedLabels.check(key, label));
                }
            }

            assertEquals(opened.size(), found.size(), message);
            // What was put before the newest label that is there had been put when the child was killed.
            int newest =
                    found.values().stream().mapToInt(number -> number).max().orElse(-1);
            for (int number = firstNumber; number <= newest; number++) {
                lastPut.put(VerifiedLabels.keyOf(number), number);
            }
            found.forEach((key, number) -> assertEquals(lastPut.get(key), number, () -> message + ", key " + key));
        }
    }
}
