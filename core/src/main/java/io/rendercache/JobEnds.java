package io.rendercache;

import io.rendercache.internal.jfr.CacheEvents;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that end in one operation, and what they leave: announced while they are still in the job table, so before a job
 * that is opened under the same id, and told when they have left it. For one thread.
 */
final class JobEnds {
    private final Audience<FrameKey, Long> audience;
    private final @Nullable Farewells<FrameKey, Long> farewells;
    private final ArrayList<JobEnd> ended = new ArrayList<>(1);

    JobEnds(Audience<FrameKey, Long> audience) {
        this.audience = audience;
        this.farewells = audience.farewells(null, null);
    }

    /** Returns what takes farewell of the jobs' entries, if anybody wants to hear. */
    @Nullable
    Farewells<FrameKey, Long> farewells() {
        return farewells;
    }

    /** A job has no entry left. */
    void add(Job job, JobStats stats) {
        JobEnd end = new JobEnd(job.id(), stats);
        // Nothing may fail between the announcement and its place in the list, from which it is made ready.
        ended.ensureCapacity(ended.size() + 1);
        if (audience.announcements() != null) {
            audience.announcements().announce(end, job.order(), 0);
        }
        ended.add(end);
    }

    /** Tells of the entries, and then of the jobs. */
    void tell() {
        try {
            if (farewells != null) {
                farewells.finish();
            }
        } finally {
            tellOfEnds();
        }
    }

    private void tellOfEnds() {
        long lanes = 0;
        for (int i = 0; i < ended.size(); i++) {
            lanes |= ended.get(i).ready();
        }
        try {
            ended.forEach(this::record);
        } finally {
            if (audience.announcements() != null) {
                audience.announcements().deliver(lanes);
            }
        }
    }

    private void record(JobEnd end) {
        JobStats stats = end.stats;
        CacheEvents.jobClosed(
                audience.cacheName(), end.jobId, stats.hits(), stats.misses(), stats.entries(), stats.evictions());
    }

    private static final class JobEnd extends Announcements.Notice<FrameKey, Long> {
        private final String jobId;
        private final JobStats stats;

        JobEnd(String jobId, JobStats stats) {
            this.jobId = jobId;
            this.stats = stats;
        }

        @Override
        void tell(CacheListener<? super FrameKey, ? super Long> listener) {
            listener.onJobClosed(jobId, stats);
        }

        @Override
        String calling() {
            return "onJobClosed";
        }
    }
}
