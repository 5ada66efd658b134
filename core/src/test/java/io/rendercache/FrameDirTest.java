package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.FrameFolders;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prepared key finds what the string finds, whatever has happened to the entry meanwhile. */
class FrameDirTest {
    @TempDir
    Path root;

    private FrameFolders folders;
    private FrameDirCache cache;
    private JobScope job;

    @BeforeEach
    void openJob() {
        folders = new FrameFolders(root);
        cache = FrameDirCache.builder().maxEntries(2).stripes(1).build();
        job = cache.openJob("job");
    }

    @AfterEach
    void closeAll() {
        job.close();
        cache.close();
    }

    @Test
    void shouldListNothingUntilAsked() {
        FrameDir prepared = job.frameDir(folders.frames("video", 3));

        assertEquals(0, cache.size());
        assertEquals(0, cache.stats().misses());
        assertEquals(root.resolve("video").toString(), prepared.directory());
    }

    @Test
    void shouldShareEntryWithStringAndOtherPreparedKeys() {
        Path directory = folders.frames("video", 3);
        FrameDir prepared = job.frameDir(directory);
        FrameDir another = job.frameDir(directory + "/./");

        assertEquals(3, prepared.maxFrameIndex());
        assertEquals(3, another.maxFrameIndex());
        assertEquals(3, job.maxFrameIndex(directory));

        assertEquals(1, cache.size());
        assertEquals(1, cache.stats().loads());
        assertEquals(new JobStats(2, 1, 1, 0), job.stats());
    }

    @Test
    void shouldFindEntryThatStringMade() {
        Path directory = folders.frames("video", 3);
        FrameDir prepared = job.frameDir(directory);
        job.maxFrameIndex(directory);
        FrameFolders.frame(directory, 9, 4);

        assertEquals(3, prepared.maxFrameIndex());
        assertEquals(1, cache.stats().loads());
    }

    @Test
    void shouldReadAgainAfterEviction() {
        Path directory = folders.frames("video", 3);
        FrameDir prepared = job.frameDir(directory);
        assertEquals(3, prepared.maxFrameIndex());
        FrameFolders.frame(directory, 9, 4);

        job.maxFrameIndex(folders.missing("a"));
        job.maxFrameIndex(folders.missing("b"));

        assertEquals(9, prepared.maxFrameIndex());
        assertEquals(9, prepared.maxFrameIndex());
        assertEquals(2, cache.size());
        assertEquals(4, cache.stats().loads());
    }

    @Test
    void shouldNotTakeTheEntryInItsOldPlaceForItsOwn() {
        FrameDir prepared = job.frameDir(folders.frames("video", 3));
        assertEquals(3, prepared.maxFrameIndex());

        for (int i = 0; i < 50; i++) { // every slot is used again and again
            assertEquals(i % 7, job.maxFrameIndex(folders.frames("other " + i, i % 7)));
            if (i % 5 == 0) {
                assertEquals(3, prepared.maxFrameIndex());
            }
        }

        assertEquals(3, prepared.maxFrameIndex());
    }

    @Test
    void shouldMakeEntryNewest() {
        FrameDir prepared = job.frameDir(folders.missing("a"));
        prepared.maxFrameIndex();
        job.maxFrameIndex(folders.missing("b"));

        prepared.maxFrameIndex();
        job.maxFrameIndex(folders.missing("c"));

        assertTrue(job.clear(folders.missing("a")));
        assertTrue(job.clear(folders.missing("c")));
    }

    @Test
    void shouldReadAgainAfterClear() {
        Path directory = folders.frames("video", 3);
        FrameDir prepared = job.frameDir(directory);
        assertEquals(3, prepared.maxFrameIndex());
        FrameFolders.frame(directory, 9, 4);

        assertTrue(job.clear(directory));

        assertEquals(9, prepared.maxFrameIndex());
        cache.clearJob("job");
        FrameFolders.frame(directory, 10, 4);
        assertEquals(10, prepared.maxFrameIndex());
    }

    @Test
    void shouldRefuseAfterItsHandleIsClosed() {
        FrameDir prepared = job.frameDir(folders.frames("video", 3));
        assertEquals(3, prepared.maxFrameIndex());

        job.close();

        assertThrows(IllegalStateException.class, prepared::maxFrameIndex);
        assertEquals(0, cache.size());
    }

    @Test
    void shouldRefuseAfterCacheIsClosed() {
        FrameDir prepared = job.frameDir(folders.frames("video", 3));
        assertEquals(3, prepared.maxFrameIndex());

        cache.close();

        assertThrows(IllegalStateException.class, prepared::maxFrameIndex);
    }

    @Test
    void shouldSeeOnlyItsOwnJobsEntry() {
        Path directory = folders.frames("video", 3);
        try (JobScope other = cache.openJob("other")) {
            FrameDir mine = job.frameDir(directory);
            FrameDir theirs = other.frameDir(directory);
            assertEquals(3, mine.maxFrameIndex());
            FrameFolders.frame(directory, 9, 4);

            assertEquals(9, theirs.maxFrameIndex());
            assertEquals(3, mine.maxFrameIndex());
        }
    }
}
