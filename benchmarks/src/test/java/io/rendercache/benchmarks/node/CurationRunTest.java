package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationResultCache;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurationRunTest {
    private static final int JOBS = 60;
    private static final long MAX_BYTES = 16L << 20;

    private final CurationResultCache cache = CurationResultCache.builder()
            .maxResults(8)
            .maxBytes(MAX_BYTES)
            .maxRemembered(JOBS)
            .build();

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void shouldRunAllJobsWithinTheBounds() throws IOException, InterruptedException {
        CurationCounts counts = new CurationRun(cache, MAX_BYTES, JOBS, 1, line -> {}, () -> false).run(2);

        assertEquals(57, counts.completed());
        assertEquals(3, counts.failed());
        assertEquals(57, counts.stats().evictions() + counts.stats().size());
        assertTrue(counts.stats().size() <= 8);
        assertTrue(counts.stats().heldBytes() <= MAX_BYTES);
        assertTrue(counts.evicted() > 0);
        assertEquals(0, cache.running());
    }

    @Test
    void shouldFailOnAResultOfAnotherJob() {
        CurationJob first = new CurationJob(0, 1);
        CurationRun run = new CurationRun(cache, MAX_BYTES, 1, 1, line -> {}, () -> false);
        cache.completed(first.id(), new CurationJob(1, 1).make());

        // With no curator, the job waits for ever, and yet has a result.
        assertThrows(WrongResultException.class, () -> run.run(0));
    }

    @Test
    void shouldStopWhenInterrupted() throws IOException, InterruptedException {
        CurationCounts counts = new CurationRun(cache, MAX_BYTES, JOBS, 1, line -> {}, () -> true).run(2);

        assertEquals(0, counts.completed());
        assertEquals(0, counts.polls().getTotalCount());
    }
}
