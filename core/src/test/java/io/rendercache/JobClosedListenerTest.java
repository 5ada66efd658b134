package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener hears once of each job's end, after all else of that job. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JobClosedListenerTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private final CacheListener<FrameKey, Long> noting = new CacheListener<>() {
        @Override
        public void onRemoval(FrameKey key, Long value, RemovalCause cause) {
            calls.add(key.jobId() + " " + key.directory() + " " + cause);
        }

        @Override
        public void onJobClosed(String jobId, JobStats stats) {
            calls.add(jobId + " " + stats);
        }
    };

    private static FrameDirCache cache(CacheListener<FrameKey, Long> listener) {
        return FrameDirCache.builder()
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build();
    }

    @Test
    void shouldTellFinalStatsAfterTheEntriesWhenTheLastScopeCloses() {
        try (FrameDirCache cache = cache(noting)) {
            JobScope one = cache.openJob("job");
            JobScope other = cache.openJob("job");
            one.maxFrameIndex("missing-1");
            one.maxFrameIndex("missing-2");
            other.maxFrameIndex("missing-3");
            other.maxFrameIndex("missing-3");
            calls.clear();

            one.close();
            one.close();
            assertEquals(List.of(), calls);
            other.close();
            other.close();

            assertEquals(
                    Set.of("job missing-2 JOB_CLOSED", "job missing-3 JOB_CLOSED"), Set.copyOf(calls.subList(0, 2)));
            assertEquals(List.of("job " + new JobStats(1, 3, 2, 1)), calls.subList(2, calls.size()));
        }
    }

    @Test
    void shouldLetTheListenerOpenTheJobAnewAndCountFromNothing() {
        AtomicReference<FrameDirCache> itself = new AtomicReference<>();
        CacheListener<FrameKey, Long> listener = new CacheListener<>() {
            @Override
            public void onRemoval(FrameKey key, Long value, RemovalCause cause) {
                noting.onRemoval(key, value, cause);
            }

            @Override
            public void onJobClosed(String jobId, JobStats stats) {
                noting.onJobClosed(jobId, stats);
                calls.add("open: " + itself.get().entriesByJob());
                if (stats.misses() > 0) {
                    itself.get().openJob(jobId).close();
                }
            }
        };
        try (FrameDirCache cache = cache(listener)) {
            itself.set(cache);

            try (JobScope job = cache.openJob("job")) {
                job.maxFrameIndex("missing");
            }

            assertEquals(
                    List.of(
                            "job missing JOB_CLOSED",
                            "job " + new JobStats(0, 1, 1, 0),
                            "open: {}",
                            "job " + new JobStats(0, 0, 0, 0),
                            "open: {}"),
                    calls);
        }
    }

    @Test
    void shouldTellOfForgottenJobThatIsDropped() {
        try (FrameDirCache cache = cache(noting)) {
            forget(cache);

            Threads.await("the forgotten job to be dropped", LIMIT, () -> {
                System.gc();
                cache.openJob("passing").close();
                return calls.contains("forgotten " + new JobStats(0, 0, 0, 0));
            });
            assertEquals(Map.of(), cache.entriesByJob());
        }
    }

    @Test
    void shouldTellOfJobThatOutlivedItsCache() {
        FrameDirCache cache = cache(noting);
        JobScope job = cache.openJob("job");
        job.maxFrameIndex("missing");
        job.maxFrameIndex("missing");

        cache.close();
        assertEquals(List.of(), calls);
        job.close();

        assertEquals(List.of("job " + new JobStats(1, 1, 0, 0)), calls);
    }

    @Test
    void shouldNotLetCloseFeelTheListener() {
        CacheListener<FrameKey, Long> throwing = new CacheListener<>() {
            @Override
            public void onRemoval(FrameKey key, Long value, RemovalCause cause) {
                throw new IllegalStateException("removal");
            }

            @Override
            public void onLoadFailure(FrameKey key, Throwable failure) {
                throw new IllegalStateException("load");
            }

            @Override
            public void onJobClosed(String jobId, JobStats stats) {
                throw new AssertionError("job");
            }
        };
        try (LogCapture log = new LogCapture();
                FrameDirCache cache = cache(throwing)) {
            JobScope job = cache.openJob("job");
            job.maxFrameIndex("missing");
            assertThrows(IllegalArgumentException.class, () -> job.maxFrameIndex("\0"));

            job.close();

            List<String> thrown = log.records().stream()
                    .map(each -> each.getLevel() + " " + each.getThrown().getMessage())
                    .toList();
            assertEquals(List.of("WARNING removal", "FINE job"), thrown);
        }
    }

    /** Jobs of few ids come and go while entries are evicted: all that is told of a run lies before its end, and adds up. */
    @Test
    void shouldTellTheEndOfEachJobOnceAndLast() {
        long seed = System.nanoTime();
        Map<String, long[]> toldOfRun = new ConcurrentHashMap<>();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        long[] ends = new long[1];
        CacheListener<FrameKey, Long> listener = new CacheListener<>() {
            @Override
            public void onRemoval(FrameKey key, Long value, RemovalCause cause) {
                long[] told = toldOfRun.computeIfAbsent(key.jobId(), id -> new long[2]);
                told[cause == RemovalCause.EVICTED ? 1 : 0]++;
            }

            @Override
            public void onJobClosed(String jobId, JobStats stats) {
                long[] told = toldOfRun.remove(jobId);
                long[] counted = {stats.entries(), stats.evictions()};
                if (told == null ? counted[0] + counted[1] != 0 : told[0] != counted[0] || told[1] != counted[1]) {
                    wrong.add(
                            jobId + " " + stats + ", but told " + (told == null ? "nothing" : told[0] + " " + told[1]));
                }
                synchronized (ends) {
                    ends[0]++;
                }
            }
        };
        long[] ended = new long[4];
        try (FrameDirCache cache =
                FrameDirCache.builder().maxEntries(40).listener(listener).build()) {
            new Threads()
                    .add("working", 4, (index, run) -> {
                        Random random = new Random(seed + index);
                        // Its own ids, so that each close ends a run; the entries of all evict each other's.
                        for (int i = 0; run.goOn(); i++) {
                            try (JobScope job = cache.openJob("job-" + index + "-" + i % 2)) {
                                for (int asked = random.nextInt(30); asked > 0; asked--) {
                                    job.maxFrameIndex("missing-" + random.nextInt(20));
                                }
                            }
                            ended[index]++;
                        }
                    })
                    .runFor(TIME, LIMIT);

            assertEquals(List.of(), wrong.stream().limit(5).toList(), "seed " + seed);
            assertEquals(Map.of(), toldOfRun, "seed " + seed);
            assertEquals(ended[0] + ended[1] + ended[2] + ended[3], ends[0], "seed " + seed);
            assertTrue(cache.stats().evictions() > 0, "seed " + seed);
        }
    }

    private static void forget(FrameDirCache cache) {
        cache.openJob("forgotten");
    }
}
