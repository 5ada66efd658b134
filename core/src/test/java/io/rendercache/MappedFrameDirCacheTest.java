package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.FrameFolders;
import io.rendercache.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job finds again after a restart, and nobody else. */
class MappedFrameDirCacheTest {
    private static final int MAX_ENTRIES = 8;

    @TempDir
    Path root;

    private FrameFolders folders;

    @BeforeEach
    void setUp() {
        folders = new FrameFolders(root);
    }

    private FrameDirCache open() {
        return FrameDirCache.builder()
                .maxEntries(MAX_ENTRIES)
                .mappedTo(root.resolve("frames.rc"))
                .build();
    }

    private static long ask(JobScope job, Path directory) {
        return job.maxFrameIndex(directory.toString());
    }

    @Test
    void shouldAnswerAJobAsBeforeTheRestart() {
        Path beauty = folders.frames("beauty", 3);
        Path depth = folders.frames("\u6df1\u5ea6", 5);
        FrameDirCache before = open();
        // Not closed: the process ends with the job open.
        JobScope interrupted = before.openJob("job \u00e9");
        assertEquals(3, ask(interrupted, beauty));
        assertEquals(5, ask(interrupted, depth));
        before.close();
        FrameFolders.frame(beauty, 9, FrameFolders.USUAL_PADDING);

        try (FrameDirCache cache = open();
                JobScope job = cache.openJob("job \u00e9")) {
            assertEquals(2, cache.stats().recovered());
            assertEquals(3, ask(job, beauty));
            assertEquals(5, job.frameDir(depth.toString()).maxFrameIndex());
            assertEquals(0, cache.stats().loads());
            assertEquals(2, job.stats().entries());
            cache.engine().validate();
        }
    }

    @Test
    void shouldNotShowAJobWhatAnotherListed() {
        Path beauty = folders.frames("beauty", 3);
        FrameDirCache before = open();
        ask(before.openJob("first"), beauty);
        before.close();
        FrameFolders.frame(beauty, 9, FrameFolders.USUAL_PADDING);

        try (FrameDirCache cache = open();
                JobScope second = cache.openJob("second");
                JobScope first = cache.openJob("first")) {
            assertEquals(9, ask(second, beauty));
            assertEquals(3, ask(first, beauty));
            assertEquals(1, cache.stats().loads());
        }
    }

    @Test
    void shouldShowForgottenJobsUntilTheyAreClosed() {
        Path beauty = folders.frames("beauty", 3);
        Path depth = folders.frames("depth", 5);
        FrameDirCache before = open();
        JobScope first = before.openJob("first");
        ask(first, beauty);
        ask(first, depth);
        ask(before.openJob("second"), beauty);
        try (JobScope closed = before.openJob("closed")) {
            ask(closed, beauty);
        }
        before.close();

        try (FrameDirCache cache = open()) {
            assertEquals(Map.of("first", 2L, "second", 1L), cache.entriesByJob());

            cache.openJob("first").close();

            assertEquals(Map.of("second", 1L), cache.entriesByJob());
            assertEquals(2, cache.stats().jobClosed());
            cache.engine().validate();
        }
        try (FrameDirCache cache = open()) {
            assertEquals(Map.of("second", 1L), cache.entriesByJob());
            try (JobScope job = cache.openJob("second")) {
                assertEquals(1, cache.clearJob("second"));
                assertEquals(0, job.stats().entries());
            }
            assertEquals(Map.of(), cache.entriesByJob());
        }
        try (FrameDirCache cache = open()) {
            assertEquals(0, cache.stats().recovered());
        }
    }

    @Test
    void shouldCountEvictionsOfJobsFromBefore() {
        FrameDirCache before = open();
        JobScope old = before.openJob("old");
        for (int i = 0; i < MAX_ENTRIES; i++) {
            ask(old, folders.missing("old-" + i));
        }
        before.close();

        try (FrameDirCache cache = open();
                JobScope again = cache.openJob("old");
                JobScope other = cache.openJob("other")) {
            for (int i = 0; i < 3; i++) {
                ask(other, folders.missing("new-" + i));
            }

            assertEquals(3, again.stats().evictions());
            assertEquals(MAX_ENTRIES - 3, again.stats().entries());
            assertEquals(0, other.stats().evictions());
            assertEquals(3, cache.stats().evictions());
            ask(again, folders.missing("old-3"));
            assertEquals(3, cache.stats().loads());
            ask(again, folders.missing("old-2"));
            assertEquals(4, cache.stats().loads());
            cache.engine().validate();
        }
    }

    @Test
    void shouldKeepEqualDirectoriesOfTwoJobsApartOverManyRestarts() {
        Path beauty = folders.frames("beauty", 1);
        long[] listed = new long[2];
        for (int i = 0; i < 10; i++) {
            FrameDirCache cache = open();
            JobScope renewed = cache.openJob("renewed");
            JobScope kept = cache.openJob("kept");
            if (i == 0) {
                listed[1] = ask(kept, beauty);
            }
            assertEquals(listed[1], ask(kept, beauty), "restart " + i);
            listed[0] = ask(renewed, beauty);
            assertEquals(i + 1, listed[0], "restart " + i);
            renewed.close();
            FrameFolders.frame(beauty, i + 2, FrameFolders.USUAL_PADDING);
            cache.engine().validate();
            cache.close();
        }
    }

    @Test
    void shouldLetScopesCloseWhileTheCacheCloses() {
        int jobs = 30;
        for (int round = 0; round < 60; round++) {
            FrameDirCache cache = open();
            List<JobScope> scopes = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                scopes.add(cache.openJob("job-" + i));
                ask(scopes.get(i), folders.missing("missing"));
            }
            AtomicInteger left = new AtomicInteger();
            int closesAt = round % jobs;

            new Threads()
                    .add("leaver", 1, (index, run) -> {
                        for (JobScope scope : scopes) {
                            scope.close();
                            left.incrementAndGet();
                        }
                    })
                    .add("closer", 1, (index, run) -> {
                        while (left.get() < closesAt) {
                            Thread.onSpinWait();
                        }
                        cache.close();
                    })
                    .runToEnd(Duration.ofSeconds(20));

            assertEquals(jobs, left.get());
        }
    }
}
