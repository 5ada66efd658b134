package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.FrameFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first users' own tests, one for one, and the cap. */
class FrameDirCacheContractTest {
    private static final int CAP = FrameDirCache.DEFAULT_MAX_ENTRIES;

    @TempDir
    Path root;

    private FrameFolders folders;
    private final FrameDirCache cache = FrameDirCache.create();

    @BeforeEach
    void useRoot() {
        folders = new FrameFolders(root);
    }

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldFindHighestFrameOfPopulatedDirectory() {
        Path directory = folders.frames("video", 150);
        try (JobScope job = cache.openJob("job")) {
            assertEquals(150, job.maxFrameIndex(directory));
            assertEquals(150, job.maxFrameIndex(directory.toString()));
        }
    }

    @Test
    void shouldIgnoreNamesThatDoNotMatch() {
        Path directory = folders.files("video", "frame_0007.png", "frame_0005.jpg", "Frame_0099.png", "notes.txt");
        try (JobScope job = cache.openJob("job")) {
            assertEquals(7, job.maxFrameIndex(directory));
        }
    }

    @Test
    void shouldAnswerZeroForEmptyDirectoryAndCacheIt() {
        Path directory = folders.empty("video");
        try (JobScope job = cache.openJob("job")) {
            assertEquals(0, job.maxFrameIndex(directory));
            assertEquals(1, cache.size());

            assertEquals(0, job.maxFrameIndex(directory));
            assertEquals(1, cache.size());
            assertEquals(1, cache.stats().loads());
        }
    }

    @Test
    void shouldAnswerZeroForMissingDirectoryAndCacheIt() {
        Path directory = folders.missing("video");
        try (JobScope job = cache.openJob("job")) {
            assertEquals(0, job.maxFrameIndex(directory));
            assertEquals(1, cache.size());

            assertEquals(0, job.maxFrameIndex(directory));
            assertEquals(1, cache.stats().loads());
        }
    }

    @Test
    void shouldNotSeeFilesAddedAfterFirstRead() {
        Path directory = folders.frames("video", 5);
        try (JobScope job = cache.openJob("job")) {
            assertEquals(5, job.maxFrameIndex(directory));

            FrameFolders.frame(directory, 50, 4);

            assertEquals(5, job.maxFrameIndex(directory));
        }
    }

    @Test
    void shouldReadAgainAfterClear() {
        Path directory = folders.frames("video", 5);
        try (JobScope job = cache.openJob("job")) {
            assertEquals(5, job.maxFrameIndex(directory));
            FrameFolders.frame(directory, 50, 4);

            assertTrue(job.clear(directory));
            assertEquals(0, cache.size());
            assertFalse(job.clear(directory));

            assertEquals(50, job.maxFrameIndex(directory));
            assertTrue(job.clear(directory.toString()));
        }
    }

    @Test
    void shouldAnswerFalseOnClearOfUnknown() {
        try (JobScope job = cache.openJob("job")) {
            assertFalse(job.clear(folders.missing("never asked")));
            assertFalse(job.clear("never/asked"));
        }
    }

    @Test
    void shouldClearOneOfThreeDirectories() {
        try (JobScope job = cache.openJob("job")) {
            List<Path> directories = List.of(folders.frames("a", 1), folders.frames("b", 2), folders.frames("c", 3));
            directories.forEach(job::maxFrameIndex);
            assertEquals(3, cache.size());

            assertTrue(job.clear(directories.get(1)));

            assertEquals(2, cache.size());
            assertEquals(1, job.maxFrameIndex(directories.get(0)));
            assertEquals(3, job.maxFrameIndex(directories.get(2)));
            assertEquals(2, job.stats().hits());
        }
    }

    @Test
    void shouldBeEmptyBetweenWellBehavedJobs() {
        Path directory = folders.frames("video", 5);
        try (JobScope first = cache.openJob("first")) {
            assertEquals(5, first.maxFrameIndex(directory));
        }
        assertEquals(0, cache.size());
        FrameFolders.frame(directory, 6, 4);

        try (JobScope second = cache.openJob("second")) {
            assertEquals(6, second.maxFrameIndex(directory));
            assertEquals(1, cache.size());
        }

        assertEquals(0, cache.size());
    }

    @Test
    void shouldHoldThreeEntriesInEachOfTwentyJobsAndNoneAfter() {
        for (int number = 0; number < 20; number++) {
            try (JobScope job = cache.openJob("job-" + number)) {
                for (int video = 0; video < 3; video++) {
                    Path directory = folders.frames("job-" + number + "/video-" + video, video + 1);
                    assertEquals(video + 1, job.maxFrameIndex(directory));
                }
                assertEquals(3, cache.size());
            }
            assertEquals(0, cache.size());
        }
    }

    @Test
    void shouldLeakExactlyTheEntriesOfTheJobThatForgets() {
        JobScope forgetful = cache.openJob("forgetful");
        forgetful.maxFrameIndex(folders.frames("forgotten-a", 1));
        forgetful.maxFrameIndex(folders.frames("forgotten-b", 2));

        try (JobScope tidy = cache.openJob("tidy")) {
            tidy.maxFrameIndex(folders.frames("kept", 3));
            assertEquals(3, cache.size());
        }

        assertEquals(2, cache.size());
        assertEquals(Map.of("forgetful", 2L), cache.entriesByJob());
    }

    @Test
    void shouldHoldThousandAfterFifteenHundredInserts() {
        try (JobScope job = cache.openJob("job")) {
            for (Path directory : missing(1_500)) {
                assertEquals(0, job.maxFrameIndex(directory));
                assertTrue(cache.size() <= CAP, () -> "size " + cache.size());
            }

            assertEquals(1_000, CAP);
            assertEquals(1_000, cache.size());
            assertEquals(1_000, cache.maxEntries());
            assertEquals(500, cache.stats().evictions());
        }
        assertEquals(0, cache.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void shouldEvictExactlyFirstTenAfterCapPlusTenInserts(int stripes) {
        try (FrameDirCache striped = FrameDirCache.builder().stripes(stripes).build();
                JobScope job = striped.openJob("job")) {
            List<Path> directories = missing(CAP + 10);

            directories.forEach(job::maxFrameIndex);

            for (int i = 0; i < directories.size(); i++) {
                assertEquals(i >= 10, job.clear(directories.get(i)), "directory number " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void shouldSpareReaccessedDirectoryAndEvictNextOldest(int stripes) {
        try (FrameDirCache striped = FrameDirCache.builder().stripes(stripes).build();
                JobScope job = striped.openJob("job")) {
            List<Path> directories = missing(CAP + 1);
            directories.subList(0, CAP).forEach(job::maxFrameIndex);

            job.maxFrameIndex(directories.get(0));
            job.maxFrameIndex(directories.get(CAP));

            assertTrue(job.clear(directories.get(0)));
            assertFalse(job.clear(directories.get(1)));
            assertTrue(job.clear(directories.get(2)));
        }
    }

    @Test
    void shouldNotTouchRecencyOnSizeAndReports() {
        try (FrameDirCache small = FrameDirCache.builder().maxEntries(2).build();
                JobScope job = small.openJob("job")) {
            List<Path> directories = missing(3);
            job.maxFrameIndex(directories.get(0));
            job.maxFrameIndex(directories.get(1));

            small.size();
            small.stats();
            small.entriesByJob();
            job.stats();
            job.maxFrameIndex(directories.get(2));

            assertFalse(job.clear(directories.get(0)));
            assertTrue(job.clear(directories.get(1)));
        }
    }

    private List<Path> missing(int count) {
        List<Path> directories = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            directories.add(folders.missing("never-made-" + i));
        }
        return directories;
    }
}
