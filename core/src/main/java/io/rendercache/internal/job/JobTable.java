package io.rendercache.internal.job;

import io.rendercache.internal.concurrent.StackReserve;
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
import java.util.concurrent.TimeUnit;
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
 * <p><b>An end that fails</b>, by an error at any instruction, leaves the job in the table as one that is ending. The
 * next thread that opens the job, or any job, or closes the cache, ends it; so does one that has waited for a while and
 * finds that the thread that was to end it has left. The end action can therefore be called again, after it failed.
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

        /** Whether the last scope has left. Never reset: the row is removed then. */
        private boolean ending;

        /**
         * The thread that runs the end action; {@code null} if none does. Written with the table's lock, or without a
         * call.
         */
        private volatile @Nullable Thread ender;

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

    private static final long PATIENCE_MILLIS = 100;

    private final Map<String, Row<J, S>> rows = new HashMap<>();

    /**
     * Whether a call failed, so that there may be rows that nobody ends. Set without a call: there may be no stack for
     * one.
     */
    private volatile boolean unfinished;

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

    /** Opens or joins a job; runs {@code atEnd} for one of this id whose end failed. */
    public S open(String id, Supplier<J> newJob, Function<J, S> newScope, Consumer<J> atEnd) {
        StackReserve.require();
        boolean done = false;
        try {
            while (true) {
                Row<J, S> ending;
                synchronized (this) {
                    noticeCollected();
                    Row<J, S> row = rows.computeIfAbsent(id, key -> new Row<>(id, newJob.get()));
                    if (!row.ending) {
                        S scope = enter(row, newScope);
                        done = true;
                        return scope;
                    }
                    ending = row;
                }
                if (!endIfLeft(ending, atEnd)) {
                    Uninterruptibly.call(() -> ending.ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
                }
            }
        } finally {
            if (!done) {
                unfinished = true;
            }
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
        StackReserve.require();
        boolean done = false;
        try {
            Row<J, S> row = null;
            synchronized (this) {
                Handle<J, S> handle = detach.apply(scope);
                if (handle != null) {
                    handle.row.handles.remove(handle);
                    handle.clear();
                    row = isLeft(handle.row) ? handle.row : null;
                }
                if (row != null) {
                    begin(row);
                }
            }
            if (row != null) {
                end(row, atEnd);
            }
            done = true;
        } finally {
            if (!done) {
                unfinished = true;
            }
        }
    }

    /** Ends jobs whose end failed, and drops some of the forgotten jobs that have no entries left. */
    public void prune(Predicate<J> empty, Consumer<J> atEnd) {
        finish(atEnd);
        for (int i = 0; i < PRUNED_AT_ONCE; i++) {
            Row<J, S> row;
            synchronized (this) {
                row = forgotten.poll();
                if (row == null) {
                    return;
                }
                if (!isLeft(row)) {
                    continue;
                }
            }
            boolean drop = false;
            try {
                drop = empty.test(row.job);
            } finally {
                synchronized (this) {
                    drop &= isLeft(row);
                    if (drop) {
                        begin(row);
                    } else if (isLeft(row)) {
                        forgotten.add(row);
                    }
                }
            }
            if (drop) {
                end(row, atEnd);
            }
        }
    }

    /** Ends the jobs whose end failed; in constant time if no call has failed. */
    public void finish(Consumer<J> atEnd) {
        if (!unfinished) {
            return;
        }
        unfinished = false;
        boolean done = false;
        try {
            List<Row<J, S>> left = new ArrayList<>();
            synchronized (this) {
                for (Row<J, S> row : rows.values()) {
                    if (row.ending) {
                        left.add(row);
                    } else if (row.handles.isEmpty() && !forgotten.contains(row)) {
                        // No scope of it was ever returned, or the last could not be noticed.
                        forgotten.add(row);
                    }
                }
            }
            left.forEach(row -> endIfLeft(row, atEnd));
            done = true;
        } finally {
            if (!done) {
                unfinished = true;
            }
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

    private boolean isLeft(Row<J, S> row) {
        return row.handles.isEmpty() && !row.ending;
    }

    /** With the lock held: the calling thread is to end the job. */
    private void begin(Row<J, S> row) {
        row.ender = Thread.currentThread();
        row.ending = true;
    }

    /** Ends a job that is ending, unless a thread is at it; returns whether it did. */
    private boolean endIfLeft(Row<J, S> row, Consumer<J> atEnd) {
        synchronized (this) {
            if (row.ended.getCount() == 0) {
                return true;
            }
            Thread ender = row.ender;
            if (ender != null && ender != Thread.currentThread() && isHere(ender)) {
                return false;
            }
            begin(row);
        }
        end(row, atEnd);
        return true;
    }

    /** Returns whether a method of this class is on the thread's stack. */
    private static boolean isHere(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(JobTable.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private void end(Row<J, S> row, Consumer<J> atEnd) {
        boolean done = false;
        try {
            atEnd.accept(row.job);
            synchronized (this) {
                rows.remove(row.id, row);
            }
            row.ended.countDown();
            done = true;
        } finally {
            if (!done) {
                unfinished = true;
            }
            row.ender = null;
        }
    }

    private void noticeCollected() {
        for (Reference<? extends S> handle = collected.poll(); handle != null; handle = collected.poll()) {
            @SuppressWarnings("unchecked") // the queue is the table's own
            Row<J, S> row = ((Handle<J, S>) handle).row;
            row.handles.remove(handle);
            if (isLeft(row)) {
                forgotten.add(row);
            }
        }
    }
}
