package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import io.rendercache.testing.RunningChild;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

        for (int round = 0; round < ROUNDS; round++) {
            int firstNumber = round * NUMBERS_A_ROUND;
            String message = "round " + round + ", seed " + seed;

            workUntilKilled(file, firstNumber, random.nextLong(LONGEST_LIFE_NANOS), message);

            checkAll(file, firstNumber, message);
        }

        assertTrue(completed > ROUNDS, () -> "completed " + completed + ", seed " + seed);
        assertTrue(interrupted > 0, () -> "none was interrupted, seed " + seed);
    }

    private void workUntilKilled(Path file, int firstNumber, long lifeNanos, String message) {
        ChildJvm writer = new ChildJvm(ResultWriter.class, folder)
                .neededFlags()
                .largeValueFlags()
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m")
                .arguments(file.toString(), String.valueOf(firstNumber));
        try (RunningChild child = writer.start()) {
            child.awaitLine(ResultWriter.READY);
            // Not a wait for anything: the moment of the kill is what is random here.
            LockSupport.parkNanos(lifeNanos);
            ChildJvm.Result result = child.kill();
            assertEquals(ResultWriter.READY, result.stdout().strip(), () -> message + "\n" + result.describe());
            assertEquals(List.of(), result.crashFiles(), () -> message + "\n" + result.describe());
        }
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
