package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.internal.layout.CompanionFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The three tables of a {@link CurationResultCache}: jobs that run, results, and jobs that failed or were evicted.
 *
 * <h2>Why nobody sees a gap</h2>
 *
 * A job stands as the first of these tables says in which it is: running, results, ended.
 *
 * <ul>
 *   <li>A job that completes is put into the results and then taken out of the running ones. Until the second step it runs;
 *       from then on it has completed, and its result has been there.
 *   <li>A result that is evicted is put into the ended ones after it has left. In between it is nowhere, but whoever evicts
 *       holds {@code changes} for reading from before the one until after the other.
 *   <li>A job that is started, fails or is forgotten changes tables while {@code settled}, that lock for writing, is held:
 *       so no eviction of an earlier result of it can be noted afterwards.
 *   <li>Who polls and finds a job nowhere asks once more with {@code settled} held: then it is nowhere indeed, or it is
 *       found, and the poll begins anew.
 *   <li>Who polls looks at the running jobs again at the end: what it has found may be of a job that was started only after
 *       the first look, and that runs until it has left them.
 *   <li>A job that failed and completes all the same is {@code overtaken} meanwhile, and afterwards its failure is no more
 *       on record. A failure found while it is, is asked for again with {@code settled} held: its result may be on its way
 *       out again.
 * </ul>
 *
 * <p>Whoever holds a lock of these waits neither for room nor for a stream. Changes of one job are made one after the
 * other, under a lock of its own, which is held while its result is being streamed; no poll needs it.
 */
final class CurationTables {
    static final int MAX_ERROR_BYTES = 1_024;

    private static final int INLINE_RESULT_BYTES = 4_096;
    private static final int LARGEST_RESULT_BYTES = 1 << 28;

    /** How a result is stored. */
    @FunctionalInterface
    private interface Storing<E extends Exception> {
        void run() throws E;
    }

    /** In the table of ended jobs: it was evicted. What stands there of a job that failed never begins so. */
    private static final String EVICTED = CompanionFiles.EVICTED;

    /** In the table of ended jobs, before its message: it failed. */
    private static final String FAILED = CompanionFiles.FAILED;

    private static final String INTERRUPTED = "the process that ran the job ended before the job did";

    private final JobLocks jobs = new JobLocks();
    private final Set<String> overtaken = ConcurrentHashMap.newKeySet();
    private final String name;
    private final BoundedLru<String, Long> running;
    private final BoundedLru<String, byte[]> results;
    private final BoundedLru<String, String> ended;
    private final Lock settled;

    CurationTables(CurationResultCache.Builder builder) {
        ReentrantReadWriteLock changes = new ReentrantReadWriteLock();
        this.settled = changes.writeLock();
        this.name = builder.name;
        this.ended = table(builder, Codecs.utf8(), builder.maxRemembered, CompanionFiles.ENDED)
                .maxValueBytes(MAX_ERROR_BYTES)
                .buildPart();
        BoundedLru<String, Long> openedRunning = null;
        boolean complete = false;
        try {
            openedRunning = table(builder, Codecs.int64(), builder.maxRunning, CompanionFiles.RUNNING)
                    .maxValueBytes(Long.BYTES)
                    .keyListener(this::noteEviction, null)
                    .buildPart();
            this.running = openedRunning;
            this.results = table(builder, Codecs.bytes(), builder.maxResults, "")
                    // Not the budget, which bounds them too: it is what a refusal is to name.
                    .maxValueBytes(builder.maxBytes <= INLINE_RESULT_BYTES ? INLINE_RESULT_BYTES : LARGEST_RESULT_BYTES)
                    .inlineValueBytes(INLINE_RESULT_BYTES)
                    .maxBytes(builder.maxBytes)
                    .keyListener(this::noteEviction, changes.readLock())
                    .buildPart();
            complete = true;
        } finally {
            if (!complete) {
                closeAll(Arrays.asList(openedRunning, ended));
            }
        }
        endInterrupted();
    }

    BoundedLru<String, byte[]> results() {
        return results;
    }

    BoundedLru<String, Long> running() {
        return running;
    }

    void start(String jobId) {
        JobLocks.Held held = jobs.lock(jobId);
        try {
            settled.lock();
            try {
                results.remove(jobId);
                ended.remove(jobId);
                running.put(jobId, System.currentTimeMillis());
            } finally {
                settled.unlock();
            }
        } finally {
            held.release();
        }
    }

    void complete(String jobId, byte[] result) {
        if (result.length > LARGEST_RESULT_BYTES) {
            throw new IllegalArgumentException("cache " + name + ": the result takes " + result.length
                    + " bytes, more than the " + LARGEST_RESULT_BYTES + " that one can have; divide it");
        }
        complete(jobId, () -> results.put(jobId, result));
    }

    void complete(String jobId, InputStream result) throws IOException {
        complete(jobId, () -> results.entries().writeFrom(jobId, result));
    }

    private <E extends Exception> void complete(String jobId, Storing<E> storing) throws E {
        JobLocks.Held held = jobs.lock(jobId);
        try {
            String end = ended.get(jobId);
            if (end == null || end.equals(EVICTED)) {
                storing.run();
            } else {
                overtake(jobId, end, storing);
            }
            running.remove(jobId);
        } finally {
            held.release();
        }
    }

    /** Stores the result of a job that is on record as failed. */
    private <E extends Exception> void overtake(String jobId, String failure, Storing<E> storing) throws E {
        overtaken.add(jobId);
        try {
            storing.run();
            // Not if the result has been evicted already, which then stands in its place.
            ended.asMap().remove(jobId, failure);
        } finally {
            overtaken.remove(jobId);
        }
    }

    void fail(String jobId, String error) {
        String kept = FAILED + cut(error);
        JobLocks.Held held = jobs.lock(jobId);
        try {
            settled.lock();
            try {
                results.remove(jobId);
                ended.put(jobId, kept);
                running.remove(jobId);
            } finally {
                settled.unlock();
            }
        } finally {
            held.release();
        }
    }

    boolean forget(String jobId) {
        JobLocks.Held held = jobs.lock(jobId);
        try {
            settled.lock();
            try {
                boolean hadResult = results.remove(jobId);
                boolean hadEnded = ended.remove(jobId);
                return running.remove(jobId) || hadResult || hadEnded;
            } finally {
                settled.unlock();
            }
        } finally {
            held.release();
        }
    }

    CurationStatus poll(String jobId) {
        while (true) {
            if (running.get(jobId) != null) {
                return new CurationStatus.Running();
            }
            CurationStatus end = endOf(jobId);
            if (end == null) {
                if (isNowhere(jobId)) {
                    return new CurationStatus.Unknown();
                }
            } else if (!running.containsKey(jobId)) {
                return end;
            }
        }
    }

    /** Returns how a job ended, or {@code null} if that has not been found. */
    private @Nullable CurationStatus endOf(String jobId) {
        byte[] result = results.get(jobId);
        if (result != null) {
            return new CurationStatus.Completed(result);
        }
        // Asked before the record is read: once it is no longer, the failure is not on record either.
        boolean mayBeCompleted = overtaken.contains(jobId);
        String end = ended.get(jobId);
        if (end == null) {
            return null;
        }
        if (end.equals(EVICTED)) {
            return new CurationStatus.Evicted();
        }
        return mayBeCompleted && !isStillFailed(jobId, end)
                ? null
                : new CurationStatus.Failed(end.substring(FAILED.length()));
    }

    boolean writeResult(String jobId, OutputStream out) throws IOException {
        return !running.containsKey(jobId) && results.entries().copyTo(jobId, out);
    }

    void flush() {
        results.flush();
        ended.flush();
        running.flush();
    }

    /** Lets go of all tables between two changes, so that none of them is closed before it has heard of an eviction. */
    void close() {
        settled.lock();
        try {
            closeAll(List.of(results, running, ended));
        } finally {
            settled.unlock();
        }
    }

    /** Called for the keys of what leaves the running jobs and the results. */
    private void noteEviction(String jobId, RemovalCause cause) {
        if (cause == RemovalCause.EVICTED) {
            ended.put(jobId, EVICTED);
        }
    }

    private boolean isNowhere(String jobId) {
        settled.lock();
        try {
            return !running.containsKey(jobId) && !results.containsKey(jobId) && !ended.containsKey(jobId);
        } finally {
            settled.unlock();
        }
    }

    private boolean isStillFailed(String jobId, String failure) {
        settled.lock();
        try {
            return !results.containsKey(jobId) && failure.equals(ended.get(jobId));
        } finally {
            settled.unlock();
        }
    }

    /** Of the jobs that ran when the last process ended, those whose end was not recorded have failed. */
    private void endInterrupted() {
        for (String jobId : List.copyOf(running.asMap().keySet())) {
            if (!results.containsKey(jobId) && !ended.containsKey(jobId)) {
                ended.put(jobId, FAILED + INTERRUPTED);
            }
            running.remove(jobId);
        }
    }

    /** Returns as much of a message as fits its slot, in whole characters; what is no text becomes U+FFFD. */
    private static String cut(String error) {
        StringBuilder kept = new StringBuilder();
        int bytes = FAILED.length();
        for (int i = 0; i < error.length(); i = error.offsetByCodePoints(i, 1)) {
            int point = error.codePointAt(i);
            String character = Character.getType(point) == Character.SURROGATE ? "\uFFFD" : Character.toString(point);
            bytes += Codecs.utf8().encodedLength(character);
            if (bytes > MAX_ERROR_BYTES) {
                break;
            }
            kept.append(character);
        }
        return kept.toString();
    }

    private static <V> BoundedLru.Builder<String, V> table(
            CurationResultCache.Builder builder, Codec<V> values, int maxEntries, String suffix) {
        BoundedLru.Builder<String, V> description = BoundedLru.builder(Codecs.utf8(), values)
                .maxEntries(maxEntries)
                .maxKeyBytes(CurationResultCache.MAX_JOB_ID_BYTES)
                .name(builder.name + suffix);
        Path file = builder.file;
        return file == null
                ? description
                : description.mappedTo(CacheOpening.beside(file, suffix)).onIncompatible(builder.onIncompatible);
    }

    private static void closeAll(List<@Nullable BoundedLru<?, ?>> tables) {
        UncheckedIOException first = null;
        for (BoundedLru<?, ?> table : tables) {
            try {
                if (table != null) {
                    table.close();
                }
            } catch (UncheckedIOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
