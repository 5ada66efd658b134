package io.rendercache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each job that somebody is changing right now; there are no more of them than threads that do. */
final class JobLocks {
    private final ConcurrentMap<String, Held> locks = new ConcurrentHashMap<>();

    /** One job's lock, with the number of threads that have it or wait for it. */
    final class Held {
        private final String jobId;
        private final ReentrantLock lock = new ReentrantLock();
        private int users;

        private Held(String jobId) {
            this.jobId = jobId;
        }

        /** Unlocks the job. */
        void release() {
            lock.unlock();
            locks.computeIfPresent(jobId, (id, held) -> --held.users == 0 ? null : held);
        }
    }

    /** Locks a job, until the answer is released. */
    Held lock(String jobId) {
        Held held = locks.compute(jobId, (id, present) -> {
            Held chosen = present == null ? new Held(id) : present;
            chosen.users++;
            return chosen;
        });
        held.lock.lock();
        return held;
    }
}
