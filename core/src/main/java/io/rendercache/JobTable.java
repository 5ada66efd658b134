package io.rendercache;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are open, and by how many scopes.
 *
 * <p>A job leaves the table only after what is to be done at its end has been done, so whoever opens it anew meanwhile
 * waits, and never meets an entry of before. A job all of whose scopes were forgotten and collected stays in the table
 * while it has entries, for they are what a leak looks like, and is dropped once it has none: so forgotten jobs take no
 * more room here than their entries in the cache.
 *
 * <p>The table's lock is never held while the engine is called.
 */
final class JobTable {
    private static final int PRUNED_AT_ONCE = 4;

    private static final class Row {
        private final Job job;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Set<Handle> handles = new HashSet<>();
        private boolean ending;

        Row(Job job) {
            this.job = job;
        }
    }

    /** Tells that a scope was collected without having been closed. */
    static final class Handle extends PhantomReference<JobScope> {
        private final Row row;

        private Handle(JobScope scope, ReferenceQueue<JobScope> queue, Row row) {
            super(scope, queue);
            this.row = row;
        }
    }

    private final Map<String, Row> rows = new HashMap<>();
    private final Deque<Row> forgotten = new ArrayDeque<>();
    private final ReferenceQueue<JobScope> collected = new ReferenceQueue<>();

    /** Opens or joins a job. */
    JobScope open(String id, Supplier<Job> newJob, Function<Job, JobScope> newScope) {
        while (true) {
            Row ending;
            synchronized (this) {
                noticeCollected();
                Row row = rows.computeIfAbsent(id, key -> new Row(newJob.get()));
                if (!row.ending) {
                    return enter(row, newScope);
                }
                ending = row;
            }
            awaitEnd(ending);
        }
    }

    /** Takes in a job that was found with entries: it counts as forgotten until it is opened. */
    synchronized void adopt(Job job) {
        Row row = new Row(job);
        rows.put(job.id(), row);
        forgotten.add(row);
    }

    /** Joins a job if it is open. */
    synchronized @Nullable JobScope join(String id, Function<Job, JobScope> newScope) {
        Row row = rows.get(id);
        return row == null || row.ending ? null : enter(row, newScope);
    }

    /** Ends a scope; runs {@code atEnd} if it was its job's last. */
    void leave(JobScope scope, Consumer<Job> atEnd) {
        Row row;
        synchronized (this) {
            Handle handle = scope.detach();
            if (handle == null) {
                return;
            }
            handle.clear();
            row = handle.row;
            row.handles.remove(handle);
            if (!row.handles.isEmpty() || row.ending) {
                return;
            }
            row.ending = true;
        }
        end(row, atEnd);
    }

    /** Drops some of the forgotten jobs that have nothing left. */
    void prune(Predicate<Job> empty, Consumer<Job> atEnd) {
        for (int i = 0; i < PRUNED_AT_ONCE; i++) {
            Row row;
            synchronized (this) {
                row = forgotten.poll();
                if (row == null) {
                    return;
                }
                if (!row.handles.isEmpty() || row.ending) {
                    continue;
                }
            }
            boolean drop = empty.test(row.job);
            synchronized (this) {
                if (!row.handles.isEmpty() || row.ending) {
                    continue;
                }
                if (!drop) {
                    forgotten.add(row);
                    continue;
                }
                row.ending = true;
            }
            end(row, atEnd);
        }
    }

    /**
     * How many jobs are open, and which have entries or may have them but no scope.
     *
     * @param open jobs with a scope
     * @param forgotten jobs whose scopes were all collected without being closed, or that were found in a file
     */
    record Census(int open, List<Job> forgotten) {}

    synchronized Census census() {
        noticeCollected();
        int open = 0;
        List<Job> without = new ArrayList<>();
        for (Row row : rows.values()) {
            if (row.handles.isEmpty() && !row.ending) {
                without.add(row.job);
            } else {
                open++;
            }
        }
        return new Census(open, without);
    }

    synchronized List<Job> all() {
        return rows.values().stream().map(row -> row.job).toList();
    }

    private JobScope enter(Row row, Function<Job, JobScope> newScope) {
        JobScope scope = newScope.apply(row.job);
        Handle handle = new Handle(scope, collected, row);
        scope.attach(handle);
        row.handles.add(handle);
        return scope;
    }

    private void end(Row row, Consumer<Job> atEnd) {
        try {
            atEnd.accept(row.job);
        } finally {
            synchronized (this) {
                rows.remove(row.job.id(), row);
            }
            row.ended.countDown();
        }
    }

    private void noticeCollected() {
        for (Object handle = collected.poll(); handle != null; handle = collected.poll()) {
            Row row = ((Handle) handle).row;
            if (row.handles.remove(handle) && row.handles.isEmpty()) {
                forgotten.add(row);
            }
        }
    }

    private static void awaitEnd(Row row) {
        boolean interrupted = false;
        while (true) {
            try {
                row.ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
