package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Failed;
import io.rendercache.CurationStatus.Running;
import io.rendercache.CurationStatus.Unknown;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the files is there in the next process, and what ran has failed. */
class CurationResultRestartTest {
    private static final Failed INTERRUPTED = new Failed("the process that ran the job ended before the job did");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("results.rc");
    }

    @Test
    void shouldFindHowJobsStoodAfterRestart() throws IOException {
        try (CurationResultCache cache = builder().maxResults(4).build()) {
            cache.completed("evicted", new byte[10]);
            for (int size : new int[] {0, 4_096, 4_097, 500_000}) {
                cache.completed("job-" + size, GeneratedBytes.stream(size, size));
            }
            cache.failed("failed", "error");
            cache.started("runs");
            cache.started("again");
            cache.failed("again", "first");
            cache.started("again");
            cache.flush();
        }

        try (CurationResultCache cache = builder().maxResults(4).build()) {
            assertEquals(4, cache.size());
            assertEquals(4, cache.stats().recovered());
            assertEquals(0, cache.stats().discarded());
            assertEquals(0, cache.running());
            for (int size : new int[] {0, 4_096, 4_097, 500_000}) {
                assertEquals(new Completed(GeneratedBytes.bytes(size, size)), cache.poll("job-" + size));
                GeneratedBytes.Sink sink = new GeneratedBytes.Sink(size);
                assertTrue(cache.writeResult("job-" + size, sink));
                assertEquals(size, sink.count());
            }
            assertEquals(508_193 + 31, cache.stats().heldBytes());
            assertEquals(new Evicted(), cache.poll("evicted"));
            assertEquals(new Failed("error"), cache.poll("failed"));
            assertEquals(INTERRUPTED, cache.poll("runs"));
            assertEquals(INTERRUPTED, cache.poll("again"));
            assertEquals(new Unknown(), cache.poll("nobody"));
            cache.started("runs");
            assertEquals(new Running(), cache.poll("runs"));
        }
    }

    @Test
    void shouldKeepOrderOfEviction() {
        try (CurationResultCache cache = builder().maxResults(4).build()) {
            for (int job = 0; job < 4; job++) {
                cache.completed("job-" + job, new byte[5_000]);
            }
            assertEquals(new Completed(new byte[5_000]), cache.poll("job-0"));
        }

        try (CurationResultCache cache = builder().maxResults(4).build()) {
            cache.completed("job-4", new byte[5_000]);
            assertEquals(new Evicted(), cache.poll("job-1"));
            cache.completed("job-5", new byte[5_000]);
            assertEquals(new Evicted(), cache.poll("job-2"));
            cache.completed("job-6", new byte[5_000]);
            assertEquals(new Evicted(), cache.poll("job-3"));
            assertEquals(new Completed(new byte[5_000]), cache.poll("job-0"));
        }
    }

    @Test
    void shouldNotBringBackWhatStartedAfreshOrWasForgotten() {
        try (CurationResultCache cache = builder().build()) {
            cache.completed("afresh", new byte[5_000]);
            cache.completed("forgotten", new byte[10]);
            cache.failed("overcome", "error");
            cache.started("afresh");
            assertTrue(cache.forget("forgotten"));
            cache.completed("overcome", new byte[20]);
        }

        try (CurationResultCache cache = builder().build()) {
            assertEquals(INTERRUPTED, cache.poll("afresh"));
            assertEquals(new Unknown(), cache.poll("forgotten"));
            assertEquals(new Completed(new byte[20]), cache.poll("overcome"));
            assertTrue(cache.forget("overcome"));
            assertEquals(new Unknown(), cache.poll("overcome"));
        }
    }

    @Test
    void shouldUseWholeBudgetAfterRestart() {
        for (int round = 0; round < 5; round++) {
            try (CurationResultCache cache = builder().build()) {
                cache.completed("job-" + round, new byte[(1 << 20) - 5]);

                assertEquals(1 << 20, cache.stats().heldBytes());
                assertEquals(1, cache.size());
                assertEquals(round == 0 ? new Unknown() : new Evicted(), cache.poll("job-" + (round - 1)));
            }
        }
    }

    @Test
    void shouldEvictAtOpeningWhatIsOverSmallerBudgetWithoutLargeValues() {
        try (CurationResultCache cache = builder().maxBytes(4_000).build()) {
            for (int job = 0; job < 4; job++) {
                cache.completed("job-" + job, new byte[900]);
            }
        }

        try (CurationResultCache cache = builder().maxBytes(2_000).build()) {
            assertEquals(new Evicted(), cache.poll("job-0"));
            assertEquals(new Evicted(), cache.poll("job-1"));
            assertEquals(new Completed(new byte[900]), cache.poll("job-2"));
            assertEquals(new Completed(new byte[900]), cache.poll("job-3"));
            assertEquals(1_810, cache.stats().heldBytes());
        }
    }

    @Test
    void shouldRefuseFilesOfOtherBudgetUnlessToldToMakeThemAnew() {
        try (CurationResultCache cache = builder().build()) {
            cache.completed("old", new byte[500_000]);
            cache.failed("failed", "error");
            cache.started("runs");
        }

        assertThrows(
                IncompatibleCacheFileException.class,
                () -> builder().maxBytes(2 << 20).build());

        try (CurationResultCache cache = builder().build()) {
            assertEquals(new Completed(new byte[500_000]), cache.poll("old"));
            assertEquals(INTERRUPTED, cache.poll("runs"));
        }
        for (int round = 0; round < 2; round++) {
            try (CurationResultCache cache = builder()
                    .maxBytes(2 << 20)
                    .onIncompatible(OnIncompatible.RECREATE)
                    .build()) {
                assertEquals(new Unknown(), cache.poll("old"));
                assertEquals(new Failed("error"), cache.poll("failed"));
                assertEquals(round == 0 ? new Unknown() : new Completed(new byte[1_500_000]), cache.poll("new"));
                cache.completed("new", new byte[1_500_000]);
            }
        }
    }

    @Test
    void shouldRefuseSecondOpener() {
        try (CurationResultCache cache = builder().build()) {
            CacheFileInUseException refused =
                    assertThrows(CacheFileInUseException.class, () -> builder().build());

            assertTrue(refused.file().getFileName().toString().startsWith("results.rc"), refused.getMessage());
            cache.completed("job", new byte[10]);
            assertEquals(new Completed(new byte[10]), cache.poll("job"));
        }
        try (CurationResultCache cache = builder().build()) {
            assertEquals(new Completed(new byte[10]), cache.poll("job"));
            assertFalse(cache.forget("nobody"));
        }
    }

    private CurationResultCache.Builder builder() {
        return CurationResultCache.builder().maxBytes(1 << 20).mappedTo(file);
    }
}
