package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs whose scopes were dropped without being closed. */
class ForgottenJobsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FrameDirCache cache =
            FrameDirCache.builder().maxEntries(4).stripes(1).build();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void shouldDropAForgottenJobThatHasNoEntries() {
        forget("forgotten", 0);

        awaitNoticed("forgotten");

        assertFalse(cache.entriesByJob().containsKey("forgotten"));
    }

    @Test
    void shouldShowAForgottenJobWhileItHasEntriesAndDropItOnceTheyAreEvicted() {
        forget("witness", 0);
        forget("forgotten", 2);

        awaitNoticed("witness");
        assertEquals(Map.of("forgotten", 2L), cache.entriesByJob());

        try (JobScope other = cache.openJob("other")) {
            for (int i = 0; i < 4; i++) {
                other.maxFrameIndex("no-such-directory-" + i);
            }
            assertEquals(4L, cache.entriesByJob().get("other"));
            awaitNoticed("forgotten");
        }
    }

    @Test
    void shouldClearAForgottenJobWhenItIsOpenedAgainAndClosed() {
        forget("witness", 0);
        forget("forgotten", 2);
        awaitNoticed("witness");

        try (JobScope again = cache.openJob("forgotten")) {
            assertEquals(2, again.stats().entries());
        }

        assertEquals(0, cache.size());
        assertEquals(Map.of(), cache.entriesByJob());
    }

    private void forget(String jobId, int directories) {
        JobScope scope = cache.openJob(jobId);
        for (int i = 0; i < directories; i++) {
            scope.maxFrameIndex("no-such-directory-" + i);
        }
    }

    /** Waits until the collector has noticed, which opening a job then acts on. */
    private void awaitNoticed(String jobId) {
        Threads.awaitCollecting("forgotten job " + jobId + " to be dropped", LIMIT, () -> {
            cache.openJob("passing").close();
            return !cache.entriesByJob().containsKey(jobId);
        });
    }
}
