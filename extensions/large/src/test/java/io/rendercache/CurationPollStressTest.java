package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/** Threads poll while jobs run, each several times, and every answer must fit the {@link JobCourse}. */
class CurationPollStressTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How far behind the newest jobs are polled: results are evicted after about a third of it. */
    private static final int POLLED_JOBS = 120;

    private final AtomicInteger nextNumber = new AtomicInteger();
    private final AtomicInteger seenEvicted = new AtomicInteger();
    private AtomicLongArray floors = new AtomicLongArray(0);
    private AtomicLongArray ceilings = new AtomicLongArray(0);

    @Test
    void shouldAnswerEveryPollAsTheJobStandsAmongManyJobs() {
        workAndPoll(1_000, 2, 8, 100, 400_000);
    }

    @Test
    void shouldAnswerEveryPollAsTheJobStandsWhenFewAreStartedAgainAndAgain() {
        workAndPoll(4, 5_000, 4, 6, 40_000);
    }

    private void workAndPoll(int jobs, int runs, int workers, int pollers, int maxBytes) {
        long seed = System.nanoTime();
        floors = new AtomicLongArray(jobs);
        ceilings = new AtomicLongArray(jobs);
        AtomicInteger working = new AtomicInteger(workers);
        try (CurationResultCache cache = CurationResultCache.builder()
                .maxResults(maxBytes / 10_000)
                .maxBytes(maxBytes)
                .build()) {
            new Threads()
                    .add("worker", workers, (index, run) -> {
                        Random random = new Random(seed + index);
                        try {
                            int number = nextNumber.getAndIncrement();
                            while (number < runs * jobs && run.goOn()) {
                                work(cache, number, random, run);
                                number = nextNumber.getAndIncrement();
                            }
                        } finally {
                            working.decrementAndGet();
                        }
                    })
                    .add("poller", pollers, (index, run) -> {
                        Random random = new Random(seed - index);
                        long[] last = new long[jobs];
                        while (working.get() > 0 && run.goOn()) {
                            int job = Math.floorMod(nextNumber.get() - random.nextInt(POLLED_JOBS), jobs);
                            poll(cache, job, last, seed);
                            Thread.yield(); // to the workers, of whom there are fewer
                        }
                    })
                    .runToEnd(LIMIT);

            for (int job = 0; job < jobs; job++) {
                poll(cache, job, new long[jobs], seed);
            }
            assertEquals(0, cache.running());
            assertTrue(seenEvicted.get() > 100, () -> "evicted were seen " + seenEvicted + ", seed " + seed);
        }
    }

    /** Runs a job once, after the run before. */
    private void work(CurationResultCache cache, int number, Random random, Threads.Run all) {
        int job = number % floors.length();
        int run = 1 + number / floors.length();
        String jobId = JobCourse.id(job);
        JobCourse course = JobCourse.of(job, run);
        while (!isOver(job, run - 1) && all.goOn()) {
            Thread.yield();
        }
        for (int step = 0; step < course.calls() && all.goOn(); step++) {
            ceilings.set(job, course.ceiling(step));
            course.call(cache, jobId, step, random);
            floors.set(job, course.floor(step));
        }
    }

    private boolean isOver(int job, int run) {
        return run == 0 || floors.get(job) == JobCourse.of(job, run).lastFloor();
    }

    private void poll(CurationResultCache cache, int job, long[] last, long seed) {
        String jobId = JobCourse.id(job);
        long least = Math.max(floors.get(job), last[job]);
        CurationStatus status = cache.poll(jobId);
        long most = ceilings.get(job);
        if (status instanceof CurationStatus.Completed completed) {
            JobCourse.check(jobId, completed.result());
        }
        for (long stand = least; stand <= most; stand++) {
            if (JobCourse.fits(job, stand, status)) {
                last[job] = stand;
                if (status instanceof CurationStatus.Evicted) {
                    seenEvicted.incrementAndGet();
                }
                return;
            }
        }
        throw new AssertionError(jobId + " is " + status + " between " + JobCourse.name(job, least) + " and "
                + JobCourse.name(job, most) + ", seed " + seed);
    }
}
