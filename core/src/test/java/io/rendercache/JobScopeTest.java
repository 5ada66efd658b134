package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.FrameFolders;
import io.rendercache.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job sees its own entries and nothing else, and takes them with it when it ends. */
class JobScopeTest {
    @TempDir
    Path root;

    private final RecordingListener<FrameKey, Long> listener = new RecordingListener<>();
    private FrameFolders folders;
    private FrameDirCache cache;

    @BeforeEach
    void makeCache() {
        folders = new FrameFolders(root);
        cache = FrameDirCache.builder()
                .maxEntries(4)
                .stripes(1)
                .name("frames")
                .listener(listener)
                .build();
    }

    private List<RecordingListener.Removal<FrameKey, Long>> removals() {
        Notifications.awaitDelivered(cache);
        return listener.removals();
    }

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldTellJobIdAndName() {
        try (JobScope job = cache.openJob("job 7")) {
            assertEquals("job 7", job.jobId());
            assertEquals("frames", cache.name());
            assertEquals(4, cache.maxEntries());
        }
    }

    @Test
    void shouldIsolateJobsThatAskForTheSameDirectory() {
        Path directory = folders.frames("video", 3);
        try (JobScope first = cache.openJob("first");
                JobScope second = cache.openJob("second")) {
            assertEquals(3, first.maxFrameIndex(directory));
            FrameFolders.frame(directory, 8, 4);

            assertEquals(8, second.maxFrameIndex(directory));
            assertEquals(3, first.maxFrameIndex(directory));

            assertEquals(2, cache.size());
            assertTrue(second.clear(directory));
            assertEquals(3, first.maxFrameIndex(directory));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "job, 1/frames, job/1, frames",
        "job, 1frames, job1, frames",
        "1, 1/frames, 11, /frames",
        "job, :frames, job:, frames",
        "\u00e9, frames, \u00c3\u00a9, frames",
    })
    void shouldNotMixUpWhereJobIdEndsAndPathBegins(String job1, String path1, String job2, String path2) {
        try (JobScope first = cache.openJob(job1);
                JobScope second = cache.openJob(job2)) {
            first.maxFrameIndex(path1);

            assertFalse(second.clear(path2));
            second.maxFrameIndex(path2);

            assertEquals(2, cache.stats().loads());
            assertEquals(new JobStats(0, 1, 1, 0), first.stats());
            assertEquals(new JobStats(0, 1, 1, 0), second.stats());
        }
    }

    @Test
    void shouldJoinOpenJobAndClearWithTheLastClose() {
        Path directory = folders.frames("video", 3);
        JobScope first = cache.openJob("job");
        JobScope second = cache.openJob("job");
        assertEquals(3, first.maxFrameIndex(directory));
        assertEquals(3, second.maxFrameIndex(directory));
        assertEquals(1, cache.stats().loads());

        first.close();
        assertEquals(1, cache.size());
        assertEquals(3, second.maxFrameIndex(directory));
        second.close();

        assertEquals(0, cache.size());
        assertEquals(1, cache.stats().loads());
    }

    @Test
    void shouldCountCloseOfOneHandleOnce() {
        Path directory = folders.frames("video", 3);
        JobScope first = cache.openJob("job");
        JobScope second = cache.openJob("job");
        second.maxFrameIndex(directory);

        first.close();
        first.close();
        first.close();

        assertEquals(3, second.maxFrameIndex(directory));
        assertEquals(1, cache.size());
        second.close();
        assertEquals(0, cache.size());
    }

    @Test
    void shouldNotLetHandleOfAnEarlierRunTouchALaterOne() {
        Path directory = folders.frames("video", 3);
        JobScope earlier = cache.openJob("job");
        FrameDir prepared = earlier.frameDir(directory);
        earlier.close();

        try (JobScope later = cache.openJob("job")) {
            assertEquals(3, later.maxFrameIndex(directory));
            earlier.close();
            assertThrows(IllegalStateException.class, () -> earlier.maxFrameIndex(directory));
            assertThrows(IllegalStateException.class, prepared::maxFrameIndex);

            assertEquals(1, cache.size());
            assertEquals(new JobStats(0, 1, 1, 0), later.stats());
        }
    }

    @Test
    void shouldRemoveExactlyTheClosedJobsEntries() {
        try (JobScope stays = cache.openJob("stays")) {
            stays.maxFrameIndex(folders.frames("kept", 1));
            JobScope ends = cache.openJob("ends");
            ends.maxFrameIndex(folders.frames("gone", 2));
            ends.maxFrameIndex(folders.frames("gone too", 3));

            ends.close();

            assertEquals(1, cache.size());
            assertEquals(2, cache.stats().jobClosed());
            assertEquals(2, cache.stats().removals(RemovalCause.JOB_CLOSED));
            assertEquals(2, removals().size());
            assertTrue(removals()
                    .contains(new RecordingListener.Removal<>(
                            new FrameKey("ends", folders.missing("gone").toString()), 2L, RemovalCause.JOB_CLOSED)));
            assertEquals(Map.of("stays", 1L), cache.entriesByJob());
        }
    }

    @Test
    void shouldClearOneJobAndTellHowMany() {
        Path directory = folders.frames("video", 1);
        try (JobScope job = cache.openJob("job");
                JobScope other = cache.openJob("other")) {
            job.maxFrameIndex(directory);
            job.maxFrameIndex(folders.missing("x"));
            other.maxFrameIndex(directory);
            FrameFolders.frame(directory, 2, 4);

            assertEquals(2, cache.clearJob("job"));
            assertEquals(0, cache.clearJob("job"));
            assertEquals(0, cache.clearJob("never opened"));

            assertEquals(1, cache.size());
            assertEquals(2, cache.stats().jobClosed());
            assertEquals(2, job.maxFrameIndex(directory));
            assertEquals(1, other.maxFrameIndex(directory));
        }
    }

    @Test
    void shouldReportEntriesByJob() {
        try (JobScope one = cache.openJob("one");
                JobScope two = cache.openJob("two")) {
            one.maxFrameIndex(folders.missing("a"));
            two.maxFrameIndex(folders.missing("a"));
            two.maxFrameIndex(folders.missing("b"));

            assertEquals(Map.of("one", 1L, "two", 2L), cache.entriesByJob());
        }
        assertNull(cache.entriesByJob().get("one"));
        assertNull(cache.entriesByJob().get("two"));
    }

    @Test
    void shouldReportWhatTheJobAsked() {
        try (JobScope job = cache.openJob("job");
                JobScope other = cache.openJob("other")) {
            Path directory = folders.missing("a");
            assertEquals(new JobStats(0, 0, 0, 0), job.stats());

            job.maxFrameIndex(directory);
            job.maxFrameIndex(directory);
            job.frameDir(directory).maxFrameIndex();
            other.maxFrameIndex(directory);

            assertEquals(new JobStats(2, 1, 1, 0), job.stats());
            assertEquals(new JobStats(0, 1, 1, 0), other.stats());
            job.clear(directory);
            assertEquals(new JobStats(2, 1, 0, 0), job.stats());
            assertEquals(2, cache.stats().hits());
            assertEquals(2, cache.stats().misses());
        }
    }

    @Test
    void shouldShareStatsAmongHandlesOfOneJob() {
        try (JobScope first = cache.openJob("job");
                JobScope second = cache.openJob("job")) {
            first.maxFrameIndex(folders.missing("a"));
            second.maxFrameIndex(folders.missing("a"));

            assertEquals(new JobStats(1, 1, 1, 0), first.stats());
            assertEquals(first.stats(), second.stats());
        }
    }

    @Test
    void shouldReportEvictionsToTheJobThatSufferedThem() {
        try (JobScope victim = cache.openJob("victim");
                JobScope greedy = cache.openJob("greedy")) {
            victim.maxFrameIndex(folders.missing("a"));
            victim.maxFrameIndex(folders.missing("b"));
            victim.maxFrameIndex(folders.missing("c"));

            for (int i = 0; i < 3; i++) {
                greedy.maxFrameIndex(folders.missing("greedy " + i));
            }

            assertEquals(new JobStats(0, 3, 1, 2), victim.stats());
            assertEquals(new JobStats(0, 3, 3, 0), greedy.stats());
            assertEquals(2, cache.stats().evictions());
            assertEquals(
                    List.of(
                            new RecordingListener.Removal<>(
                                    new FrameKey("victim", directory("a")), 0L, RemovalCause.EVICTED),
                            new RecordingListener.Removal<>(
                                    new FrameKey("victim", directory("b")), 0L, RemovalCause.EVICTED)),
                    removals());
        }
    }

    @Test
    void shouldCountClearOfOneDirectoryAsExplicit() {
        try (JobScope job = cache.openJob("job")) {
            job.maxFrameIndex(folders.missing("a"));

            job.clear(folders.missing("a"));

            assertEquals(1, cache.stats().removedExplicitly());
            assertEquals(
                    List.of(new RecordingListener.Removal<>(
                            new FrameKey("job", directory("a")), 0L, RemovalCause.EXPLICIT)),
                    removals());
        }
    }

    private String directory(String name) {
        return folders.missing(name).toString();
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseCallsOnClosedJob() {
        Path directory = folders.frames("video", 3);
        JobScope job = cache.openJob("job");
        FrameDir prepared = job.frameDir(directory);
        prepared.maxFrameIndex();
        job.close();

        return refusals(job, prepared, directory);
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseCallsOnJobOfClosedCache() {
        Path directory = folders.frames("video", 3);
        JobScope job = cache.openJob("job");
        FrameDir prepared = job.frameDir(directory);
        prepared.maxFrameIndex();
        cache.close();

        return refusals(job, prepared, directory);
    }

    private static Stream<DynamicTest> refusals(JobScope job, FrameDir prepared, Path directory) {
        return refusals(Map.of(
                "maxFrameIndex(String)", () -> job.maxFrameIndex(directory.toString()),
                "maxFrameIndex(Path)", () -> job.maxFrameIndex(directory),
                "frameDir(String)", () -> job.frameDir(directory.toString()),
                "frameDir(Path)", () -> job.frameDir(directory),
                "clear(String)", () -> job.clear(directory.toString()),
                "clear(Path)", () -> job.clear(directory),
                "stats", job::stats,
                "prepared", prepared::maxFrameIndex));
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseCallsOnClosedCache() {
        cache.openJob("job").maxFrameIndex(folders.missing("a"));
        cache.close();
        cache.close();

        return refusals(Map.of(
                "openJob",
                () -> cache.openJob("other"),
                "openJob that was open",
                () -> cache.openJob("job"),
                "clearJob",
                () -> cache.clearJob("job"),
                "size",
                cache::size,
                "stats",
                cache::stats,
                "entriesByJob",
                cache::entriesByJob));
    }

    private static Stream<DynamicTest> refusals(Map<String, Executable> calls) {
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(
                        call.getKey(), () -> assertThrows(IllegalStateException.class, call.getValue())));
    }

    @Test
    void shouldCloseJobOfClosedCacheInSilence() {
        JobScope job = cache.openJob("job");
        job.maxFrameIndex(folders.missing("a"));
        cache.close();

        assertDoesNotThrow(job::close);
        assertDoesNotThrow(job::close);
    }

    @Test
    void shouldLeaveNothingWhenJobsCloseWhileOthersAsk() {
        Path directory = folders.frames("video", 20);
        for (int round = 0; round < 200; round++) {
            JobScope job = cache.openJob("job");

            Threads.runAll(4, Duration.ofSeconds(20), (index, run) -> {
                if (index == 0) {
                    job.close();
                    return;
                }
                try {
                    assertEquals(20, job.maxFrameIndex(directory));
                } catch (IllegalStateException e) {
                    // closed before it was asked
                }
            });

            assertEquals(0, cache.size(), "round " + round);
            assertEquals(Map.of(), cache.entriesByJob());
        }
    }
}
