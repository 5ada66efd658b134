package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FrameDirCacheListenerTest {
    @Test
    void shouldLetAListenerOpenTheEndingJobAnew() {
        AtomicReference<FrameDirCache> itself = new AtomicReference<>();
        List<String> reopened = new CopyOnWriteArrayList<>();
        CacheListener<FrameKey, Long> listener = (key, value, cause) -> {
            try (JobScope again = itself.get().openJob(key.jobId())) {
                reopened.add(again.jobId() + " " + cause + " " + again.stats().entries());
            }
        };
        try (FrameDirCache heard = FrameDirCache.builder().listener(listener).build()) {
            itself.set(heard);

            try (JobScope scope = heard.openJob("job")) {
                scope.maxFrameIndex("no-such-directory");
            }

            Notifications.awaitDelivered(heard);
            assertEquals(List.of("job JOB_CLOSED 0"), reopened);
            assertEquals(Map.of(), heard.entriesByJob());
        }
    }

    @Test
    void shouldNotifyOfKeysAndCausesOfWhatLeaves() {
        RecordingListener<FrameKey, Long> removals = new RecordingListener<>();
        try (FrameDirCache cache =
                        FrameDirCache.builder().maxEntries(2).listener(removals).build();
                JobScope job = cache.openJob("job \u00e9")) {
            job.maxFrameIndex("missing-1");
            job.maxFrameIndex("missing-2");
            job.maxFrameIndex("missing-3");
            job.clear("missing-2");
            cache.clearJob("job \u00e9");
        }

        assertEquals(
                List.of(
                        "job \u00e9 missing-1 0 EVICTED",
                        "job \u00e9 missing-2 0 EXPLICIT",
                        "job \u00e9 missing-3 0 JOB_CLOSED"),
                removals.removals().stream()
                        .map(each -> each.key().jobId() + " " + each.key().directory() + " " + each.value() + " "
                                + each.cause())
                        .toList());
    }
}
