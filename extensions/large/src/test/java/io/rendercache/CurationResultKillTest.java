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

/** A process that is killed while it records results leaves each job with a right result, or none. */
class CurationResultKillTest {
    private static final int ROUNDS = Rounds.of(20);
    private static final int NUMBERS_A_ROUND = 10_000_000;
    private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final String INTERRUPTED = "the process that ran the job ended before the job did";

    @TempDir
    Path folder;

    private int completed;
    private int interrupted;

    @Test
    void shouldHaveRightResultsAfterEachKill() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("results.rc");

        // A writer may be killed between two jobs, or on a busy machine before it has done much: then a few more are.
        for (int round = 0; round < ROUNDS || round < 5 * ROUNDS && !hasSeenEnough(); round++) {
            int firstNumber = round * NUMBERS_A_ROUND;
            String message = "round " + round + ", seed " + seed;

            workUntilKilled(file, firstNumber, Duration.ofNanos(random.nextLong(LONGEST_LIFE_NANOS)));

            checkAll(file, firstNumber, message);
        }

        assertTrue(hasSeenEnough(), () -> "completed " + completed + ", interrupted " + interrupted + ", seed " + seed);
    }

    private boolean hasSeenEnough() {
        return completed > ROUNDS && interrupted > 0;
    }

    private void workUntilKilled(Path file, int firstNumber, Duration life) {
        new ChildJvm(ResultWriter.class, folder)
                .neededFlags()
                .largeValueFlags()
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m")
                .arguments(file.toString(), String.valueOf(firstNumber))
                .killAfter(ResultWriter.READY, life);
    }

    private void checkAll(Path file, int firstNumber, String message) {
        try (CurationResultCache cache = ResultWriter.open(file)) {
            CacheStats opened = cache.stats();
            // One thread writes, so there is one slot at most that it was killed in.
            assertTrue(opened.discarded() <= 1, () -> message + ": " + opened);
            assertEquals(0, cache.running(), message);
            long bytes = 0;
            int results = 0;
            int cutOff = 0;
            Map<Integer, Integer> found = new HashMap<>();
            for (int number = 0; number < ResultWriter.JOBS; number++) {
                String job = ResultWriter.job(number);
                CurationStatus status = cache.poll(job);
                if (status instanceof CurationStatus.Completed result) {
                    found.put(number, ResultWriter.check(job, result.result()));
                    bytes += job.length() + result.result().length;
                    results++;
                } else if (status instanceof CurationStatus.Failed failed) {
                    if (failed.error().equals(INTERRUPTED)) {
                        cutOff++;
                    } else {
                        found.put(number, failedNumber(failed.error(), message));
                    }
                }
            }

            assertNewest(found, firstNumber, message);
            assertEquals(results, cache.size(), message);
            assertEquals(opened.discarded(), cache.stats().discarded(), message);
            assertEquals(bytes, cache.stats().heldBytes(), message);
            assertTrue(bytes <= ResultWriter.MAX_BYTES, message);
            cache.completed("all", new byte[ResultWriter.MAX_BYTES - 3]);
            assertEquals(ResultWriter.MAX_BYTES, cache.stats().heldBytes(), message);
            completed += results;
            interrupted += cutOff;
            assertTrue(cache.forget("all"));
        }
    }

    private static int failedNumber(String error, String message) {
        int number = Integer.parseInt(error.substring(error.lastIndexOf(' ') + 1));
        assertEquals(ResultWriter.message(number), error, message);
        return number;
    }

    /** What was run before the newest of what was found had ended: nothing older is to be found of the same job. */
    private static void assertNewest(Map<Integer, Integer> found, int firstNumber, String message) {
        int newest = found.values().stream().mapToInt(number -> number).max().orElse(-1);
        Map<Integer, Integer> last = new HashMap<>();
        for (int number = Math.max(firstNumber, newest - ResultWriter.JOBS + 1); number <= newest; number++) {
            last.put(number % ResultWriter.JOBS, number);
        }
        found.forEach((job, number) -> {
            assertEquals(job, number % ResultWriter.JOBS, message);
            assertEquals(last.getOrDefault(job, number), number, () -> message + ", job " + job);
        });
    }
}
