package io.rendercache.internal.job;

import io.rendercache.internal.concurrent.Uninterruptibly;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of open jobs and their scopes.
 *
 * <p>A job is removed from the table only after its end action has run, so a thread that opens it again waits until
 * then, and never sees an earlier entry. A job all of whose scopes were forgotten and collected stays in the table
 * while it has entries, which show the leak, and is dropped once it has none: so forgotten jobs take no more room here
 * than their entries in the cache.
 *
 * <p>Opening and leaving a job take constant time, however many there are. The table's lock is never held while the
 * engine is called.
 *
 * @param <J> jobs
 * @param <S> scopes of jobs; a scope that is collected without having been closed is forgotten
 */
public final class JobTable<J, S> {
    private static final int PRUNED_AT_ONCE = 4;

    private static final class Row<J, S> {
        private final String id;
        private final J job;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Set<Handle<J, S>> handles = new HashSet<>();
        private boolean ending;

        Row(String id, J job) {
            this.id = id;
            this.job = job;
        }
    }

    /** A scope's handle in the table, which outlives a scope that is collected without having been closed. */
    public static final class Handle<J, S> extends PhantomReference<S> {
        private final Row<J, S> row;

        private Handle(S scope, ReferenceQueue<S> queue, Row<J, S> row) {
            super(scope, queue);
            this.row = row;
        }
    }

    private final Map<String, Row<J, S>> rows = new HashMap<>();
    private final Deque<Row<J, S>> forgotten = new ArrayDeque<>();
    private final ReferenceQueue<S> collected = new ReferenceQueue<>();
    private final BiConsumer<S, Handle<J, S>> attach;
    private final Function<S, @Nullable Handle<J, S>> detach;

    /**
     * Creates an empty table.
     *
     * @param attach stores a scope's handle in the scope; called with the table's lock held, as is {@code detach}
     * @param detach removes the handle from a scope and returns it, or {@code null} if that was done before
     */
    public JobTable(BiConsumer<S, Handle<J, S>> attach, Function<S, @Nullable Handle<J, S>> detach) {
        this.attach = attach;
        this.detach = detach;
    }

    /** Opens or joins a job. */
    public S open(String id, Supplier<J> newJob, Function<J, S> newScope) {
        while (true) {
            Row<J, S> ending;
            synchronized (this) {
                noticeCollected();
                Row<J, S> row = rows.computeIfAbsent(id, key -> new Row<>(id, newJob.get()));
                if (!row.ending) {
                    return enter(row, newScope);
                }
                ending = row;
            }
            Uninterruptibly.await(ending.ended);
        }
    }

    /** Adds a job that was found with entries: it counts as forgotten until it is opened. */
    public synchronized void adopt(String id, J job) {
        Row<J, S> row = new Row<>(id, job);
        rows.put(id, row);
        forgotten.add(row);
    }

    /** Joins a job if it is open. */
    public synchronized @Nullable S join(String id, Function<J, S> newScope) {
        Row<J, S> row = rows.get(id);
        return row == null || row.ending ? null : enter(row, newScope);
    }

    /** Ends a scope; runs {@code atEnd} if it was its job's last. */
    public void leave(S scope, Consumer<J> atEnd) {
        Row<J, S> row;
        synchronized (this) {
            Handle<J, S> handle = detach.apply(scope);
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

    /** Drops some of the forgotten jobs that have no entries left. */
    public void prune(Predicate<J> empty, Consumer<J> atEnd) {
        for (int i = 0; i < PRUNED_AT_ONCE; i++) {
            Row<J, S> row;
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
     * How many jobs are open, and which may have entries but have no scope.
     *
     * @param <J> jobs
     * @param open jobs with a scope
     * @param forgotten jobs whose scopes were all collected without being closed, or that were found in a file
     */
    public record Census<J>(int open, List<J> forgotten) {}

    /** Counts the jobs; in time proportional to their number. */
    public synchronized Census<J> census() {
        noticeCollected();
        int open = 0;
        List<J> without = new ArrayList<>();
        for (Row<J, S> row : rows.values()) {
            if (row.handles.isEmpty() && !row.ending) {
                without.add(row.job);
            } else {
                open++;
            }
        }
        return new Census<>(open, without);
    }

    /** Returns all jobs, also those that are ending or forgotten. */
    public synchronized List<J> all() {
        return rows.values().stream().map(row -> row.job).toList();
    }

    private S enter(Row<J, S> row, Function<J, S> newScope) {
        S scope = newScope.apply(row.job);
        Handle<J, S> handle = new Handle<>(scope, collected, row);
        attach.accept(scope, handle);
        row.handles.add(handle);
        return scope;
    }

    private void end(Row<J, S> row, Consumer<J> atEnd) {
        try {
            atEnd.accept(row.job);
        } finally {
            synchronized (this) {
                rows.remove(row.id, row);
            }
            row.ended.countDown();
        }
    }

    private void noticeCollected() {
        for (Reference<? extends S> handle = collected.poll(); handle != null; handle = collected.poll()) {
            @SuppressWarnings("unchecked") // the queue is the table's own
            Row<J, S> row = ((Handle<J, S>) handle).row;
            if (row.handles.remove(handle) && row.handles.isEmpty()) {
                forgotten.add(row);
            }
        }
    }
}
