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

/** A listener is notified once of each job's end, after all else of that job. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JobClosedListenerTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RecordingListener<FrameKey, Long> recording = new RecordingListener<>();

    private static String removal(String jobId, String directory, RemovalCause cause) {
        return new FrameKey(jobId, directory) + " 0 " + cause;
    }

    private static FrameDirCache cache(CacheListener<FrameKey, Long> listener) {
        return FrameDirCache.builder()
                .maxEntries(2)
                .stripes(1)
                .listener(listener)
                .build();
    }

    @Test
    void shouldNotifyOfFinalStatsAfterTheEntriesWhenTheLastScopeCloses() {
        try (FrameDirCache cache = cache(recording)) {
            JobScope one = cache.openJob("job");
            JobScope other = cache.openJob("job");
            one.maxFrameIndex("missing-1");
            one.maxFrameIndex("missing-2");
            other.maxFrameIndex("missing-3");
            other.maxFrameIndex("missing-3");
            Notifications.awaitDelivered(cache);
            recording.clear();

            one.close();
            one.close();
            Notifications.awaitDelivered(cache);
            assertEquals(List.of(), recording.calls());
            other.close();
            other.close();
            Notifications.awaitDelivered(cache);
            List<String> calls = recording.calls();

            assertEquals(
                    Set.of(
                            removal("job", "missing-2", RemovalCause.JOB_CLOSED),
                            removal("job", "missing-3", RemovalCause.JOB_CLOSED)),
                    Set.copyOf(calls.subList(0, 2)));
            assertEquals(List.of("job " + new JobStats(1, 3, 2, 1)), calls.subList(2, calls.size()));
        }
    }

    @Test
    void shouldLetTheListenerOpenTheJobAnewAndCountFromNothing() {
        AtomicReference<FrameDirCache> itself = new AtomicReference<>();
        RecordingListener<FrameKey, Long> listener = new RecordingListener<>() {
            @Override
            public void onJobClosed(String jobId, JobStats stats) {
                super.onJobClosed(jobId, stats);
                note("open: " + itself.get().entriesByJob());
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
            Notifications.awaitDelivered(cache);

            assertEquals(
                    List.of(
                            removal("job", "missing", RemovalCause.JOB_CLOSED),
                            "job " + new JobStats(0, 1, 1, 0),
                            "open: {}",
                            "job " + new JobStats(0, 0, 0, 0),
                            "open: {}"),
                    listener.calls());
        }
    }

    @Test
    void shouldNotifyOfForgottenJobThatIsDropped() {
        try (FrameDirCache cache = cache(recording)) {
            forget(cache);

            Threads.awaitCollecting("the forgotten job to be dropped", LIMIT, () -> {
                cache.openJob("passing").close();
                return recording.calls().contains("forgotten " + new JobStats(0, 0, 0, 0));
            });
            assertEquals(Map.of(), cache.entriesByJob());
        }
    }

    @Test
    void shouldNotifyOfJobThatOutlivedItsCache() {
        FrameDirCache cache = cache(recording);
        JobScope job = cache.openJob("job");
        job.maxFrameIndex("missing");
        job.maxFrameIndex("missing");

        cache.close();
        assertEquals(List.of(), recording.calls());
        job.close();
        Notifications.awaitDelivered(cache);

        assertEquals(List.of("job " + new JobStats(1, 1, 0, 0)), recording.calls());
    }

    @Test
    void shouldNotLetCloseFeelTheListener() {
        CacheListener<FrameKey, Long> throwing = new RecordingListener<>(call -> {
            throw new AssertionError(call);
        });
        try (LogCapture log = new LogCapture();
                FrameDirCache cache = cache(throwing)) {
            JobScope job = cache.openJob("job");
            job.maxFrameIndex("missing");
            assertThrows(IllegalArgumentException.class, () -> job.maxFrameIndex("\0"));

            job.close();
            Notifications.awaitDelivered(cache);

            List<String> thrown = log.records().stream()
                    .map(each -> each.getLevel() + " " + each.getThrown().getMessage())
                    .toList();
            assertEquals(
                    List.of(
                            "WARNING " + removal("job", "missing", RemovalCause.JOB_CLOSED),
                            "FINE job " + new JobStats(0, 1, 1, 0)),
                    thrown);
        }
    }

    /**
     * Jobs of few ids come and go while entries are evicted: all that is told of a run lies before its end, and adds
     * up.
     */
    @Test
    void shouldNotifyOfTheEndOfEachJobOnceAndLast() {
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
            Notifications.awaitDelivered(cache);

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
