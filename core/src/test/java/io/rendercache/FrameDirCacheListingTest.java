package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.testing.FrameFolders;
import io.rendercache.testing.Threads;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names and files count as frames, and which directories have no answer. */
class FrameDirCacheListingTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private FrameFolders folders;
    private FrameDirCache cache;
    private JobScope job;

    @BeforeEach
    void openJob() {
        folders = new FrameFolders(root);
        cache = FrameDirCache.create();
        job = cache.openJob("job");
    }

    @AfterEach
    void closeAll() {
        job.close();
        cache.close();
    }

    @ParameterizedTest
    @CsvSource({
        "frame_0000.png, 0",
        "frame_0.png, 0",
        "frame_7.png, 7",
        "frame_007.png, 7",
        "frame_00000000000000000000000000000000000012.png, 12",
        "frame_2147483648.png, 2147483648",
        "frame_9223372036854775807.png, 9223372036854775807",
        "frame_0009223372036854775807.png, 9223372036854775807",
    })
    void shouldReadNumberOfAnyPadding(String name, long expected) {
        assertEquals(expected, job.maxFrameIndex(folders.files("video", name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frame_9223372036854775808.png",
                "frame_18446744073709551617.png",
                "frame_99999999999999999999999999.png",
                "frame_10000000000000000000000000000000000000000000000000.png",
            })
    void shouldSkipNumbersThatDoNotFit(String name) {
        Path directory = folders.files("video", name, "frame_0003.png");

        assertEquals(3, job.maxFrameIndex(directory));
    }

    @Test
    void shouldCompareNumbersAndNotNames() {
        Path directory = folders.files("video", "frame_9.png", "frame_10.png", "frame_00008.png");

        assertEquals(10, job.maxFrameIndex(directory));
    }

    @Test
    void shouldIgnoreEverythingThatOnlyLooksLikeAFrame() {
        Path directory = folders.frames("video", 7);
        FrameFolders.noiseNames().stream()
                .filter(name -> FrameFolders.canHold(directory, name))
                .forEach(name -> FrameFolders.file(directory, name));

        assertEquals(7, job.maxFrameIndex(directory));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frame_\u0669\u0669.png", // Arabic-Indic
                "frame_\uff19\uff19.png", // full width
                "frame_\u096f.png", // Devanagari
                "frame_9\u0669.png",
                "frame_\u00b2.png", // superscript two
                "frame_\ud835\udfd7.png", // mathematical bold nine, a surrogate pair
                "fr\u00e5me_99.png",
            })
    void shouldIgnoreDigitsOutsideAscii(String name) {
        Path directory = folders.frames("video", 2);
        assumeTrue(FrameFolders.canHold(directory, name), "the platform's file names cannot hold this one");
        FrameFolders.file(directory, name);

        assertEquals(2, job.maxFrameIndex(directory));
    }

    @Test
    void shouldNeverCountSubDirectories() {
        Path directory = folders.frames("video", 7);
        FrameFolders.subDirectory(directory, "frame_0500.png");
        FrameFolders.subDirectory(directory, "frame_0600");
        FrameFolders.frame(FrameFolders.subDirectory(directory, "deeper"), 900, 4);

        assertEquals(7, job.maxFrameIndex(directory));
    }

    @Test
    void shouldCountLinksToFilesOnly() {
        Path elsewhere = folders.frames("elsewhere", 1);
        Path directory = folders.frames("video", 7);
        FrameFolders.link(directory, "frame_0012.png", elsewhere.resolve("frame_0001.png"));
        FrameFolders.link(directory, "frame_0500.png", elsewhere);
        FrameFolders.link(directory, "frame_0600.png", elsewhere.resolve("nothing here"));
        FrameFolders.link(directory, "frame_0700.png", directory.resolve("frame_0700.png"));

        assertEquals(12, job.maxFrameIndex(directory));
    }

    @Test
    void shouldFollowLinkToDirectory() {
        Path directory = folders.frames("video", 7);
        Path link = FrameFolders.link(root, "link", directory);

        assertEquals(7, job.maxFrameIndex(link));
        assertEquals(7, job.maxFrameIndex(directory));
        assertEquals(2, cache.size()); // two spellings that only the file system knows to be one
    }

    @Test
    void shouldListDirectoryWithNonAsciiName() {
        String name = "\u00e9t\u00e9-\u6e32\u67d3-\ud83c\udfac";
        assumeTrue(FrameFolders.canHold(root, name), "the platform's file names cannot hold this one");
        Path directory = folders.frames(name, 4);

        assertEquals(4, job.maxFrameIndex(directory));
        assertEquals(4, job.maxFrameIndex(directory.toString()));
        assertEquals(1, cache.size());
    }

    @Test
    void shouldRefuseRegularFileAndCacheNothing() {
        Path file = folders.regularFile("frame_0001.png");

        assertThrows(UncheckedIOException.class, () -> job.maxFrameIndex(file));
        assertThrows(UncheckedIOException.class, () -> job.maxFrameIndex(file.toString()));
        assertThrows(UncheckedIOException.class, () -> job.frameDir(file).maxFrameIndex());

        assertEquals(0, cache.size());
        assertEquals(3, cache.stats().loadFailures());
        assertEquals(0, cache.stats().loads());
    }

    @Test
    void shouldRefuseUnreadableDirectoryAndAnswerOnceItIsReadable() {
        Path directory = folders.frames("video", 3);
        boolean unreadable = FrameFolders.makeUnreadable(directory);
        try {
            assumeTrue(unreadable, "taking the right to read away has no effect: running as root");
            assertThrows(UncheckedIOException.class, () -> job.maxFrameIndex(directory));
            assertEquals(0, cache.size());
        } finally {
            FrameFolders.makeReadable(directory);
        }

        assertEquals(3, job.maxFrameIndex(directory));
    }

    @Test
    void shouldRefusePathThatNoFileSystemHas() {
        assertThrows(IllegalArgumentException.class, () -> job.maxFrameIndex("video\u0000/frames"));

        assertEquals(0, cache.size());
    }

    @Test
    void shouldListSameDirectoryOnceHoweverManyThreadsAsk() {
        Path directory = folders.frames("video", 300);
        for (int round = 1; round <= 20; round++) {
            Threads.runAll(8, LIMIT, (index, run) -> {
                if (index % 2 == 0) {
                    assertEquals(300, job.maxFrameIndex(directory));
                } else {
                    assertEquals(300, job.frameDir(directory.toString()).maxFrameIndex());
                }
            });

            assertEquals(round, cache.stats().loads());
            job.clear(directory);
        }
    }

    /** An interrupted thread that finds a listing under way throws; one that finds none lists itself. */
    @Test
    void shouldInterruptAThreadThatWaitsForAnothersListing() {
        Path directory = folders.frames("video", 500);
        FrameDir prepared = job.frameDir(directory);
        AtomicBoolean done = new AtomicBoolean();

        new Threads()
                .add("listing", 2, (index, run) -> {
                    while (run.goOn()) {
                        job.clear(directory);
                        assertEquals(500, job.maxFrameIndex(directory));
                        assertEquals(500, prepared.maxFrameIndex());
                    }
                })
                .add("asking", 1, (index, run) -> {
                    Thread.currentThread().interrupt();
                    awaitInterruption(() -> job.maxFrameIndex(directory));
                    awaitInterruption(prepared::maxFrameIndex);
                    assertTrue(Thread.interrupted(), "the interrupt is kept");
                    done.set(true);
                })
                .runUntil(done::get, Duration.ofSeconds(60));
    }

    private static void awaitInterruption(LongSupplier call) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                assertEquals(500, call.getAsLong());
            } catch (CacheLoadingException e) {
                return;
            }
        }
        throw new AssertionError("never interrupted while waiting");
    }
}
