package io.rendercache.internal.curation;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.internal.layout.CompanionFiles;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.store.LruStore;
import io.rendercache.internal.store.SizeLimits;
import io.rendercache.internal.store.StoreConfig;
import java.io.FilterInputStream;
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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The three tables of a {@code CurationResultCache}: running jobs, results, and jobs that failed or were evicted.
 *
 * <h2>Why no poll sees a gap</h2>
 *
 * The state of a job is given by the first of these tables that contains it: running, results, ended.
 *
 * <ul>
 *   <li>A job that completes is put into the results and then removed from the running ones. Until the second step it
 *       is running; from then on it has completed, and its result is present.
 *   <li>A result that is evicted is put into the ended ones after it was removed. In between it is in no table, but the
 *       evicting thread holds {@code changes} for reading from before the one until after the other.
 *   <li>A job that is started, fails or is forgotten changes tables while {@code settled}, that lock for writing, is
 *       held: so no eviction of an earlier result of it can be recorded afterwards.
 *   <li>A poll that finds a job in no table looks once more with {@code settled} held: then the job is in no table
 *       indeed, or it is found, and the poll starts again.
 *   <li>A poll looks at the running jobs again at the end: it may have found a job that was started only after the
 *       first look, and that is running until it is removed from them.
 *   <li>A job that failed and completes nevertheless is in {@code completing} in between, and afterwards its failure is
 *       no longer recorded. A failure that is found in between is looked up again with {@code settled} held: its result
 *       may already have been evicted.
 * </ul>
 *
 * <p>A thread that holds one of these locks waits neither for room nor for a stream. Changes of one job are made one
 * after the other, under its own lock, which is held while its result is being streamed; no poll needs it.
 */
public final class CurationTables {
    /** The longest message of a failure, with the byte that marks it as one. */
    private static final int MAX_ERROR_BYTES = 1_024;

    /** The longest result that is kept in its slot. */
    private static final int INLINE_RESULT_BYTES = 4_096;

    /** How a result is stored. */
    @FunctionalInterface
    private interface Storing<E extends Exception> {
        void run() throws E;
    }

    private static final String INTERRUPTED = "the process that ran the job ended before the job did";

    private final KeyedLocks jobs = new KeyedLocks();
    private final Set<String> completing = ConcurrentHashMap.newKeySet();
    private final String name;
    private final int maxResultBytes;
    private final LruStore<String, Long> running;
    private final LruStore<String, byte[]> results;
    private final LruStore<String, String> ended;
    private final Lock settled;

    /**
     * Opens the tables, in memory or in their files.
     *
     * @throws IllegalStateException if the JVM lacks a flag or the class path a module, naming it
     * @throws IllegalArgumentException if they can never fit in this machine
     * @throws io.rendercache.internal.file.CacheFileException if a file cannot be opened
     */
    public CurationTables(CurationConfig config) {
        ReentrantReadWriteLock changes = new ReentrantReadWriteLock();
        this.settled = changes.writeLock();
        this.name = config.name();
        this.maxResultBytes = config.maxResultBytes();
        StoreConfig<String, byte[]> resultConfig = resultConfig(config, changes.readLock());
        StoreConfig<String, String> endedConfig = recordConfig(
                config, Codecs.utf8(), config.maxRemembered(), MAX_ERROR_BYTES, CompanionFiles.ENDED, null);
        StoreConfig<String, Long> runningConfig = recordConfig(
                config, Codecs.int64(), config.maxRunning(), Long.BYTES, CompanionFiles.RUNNING, this::noteEviction);
        // Before the first table is allocated.
        List.of(resultConfig, endedConfig, runningConfig).forEach(LruStore::requireAvailable);
        this.ended = new LruStore<>(endedConfig);
        LruStore<String, Long> openedRunning = null;
        boolean complete = false;
        try {
            openedRunning = new LruStore<>(runningConfig);
            this.running = openedRunning;
            this.results = new LruStore<>(resultConfig);
            complete = true;
        } finally {
            if (!complete) {
                closeAll(Arrays.asList(openedRunning, ended));
            }
        }
        endInterrupted();
    }

    public LruStore<String, byte[]> results() {
        return results;
    }

    public LruStore<String, Long> running() {
        return running;
    }

    public void start(String jobId) {
        KeyedLocks.Handle held = jobs.lock(jobId);
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

    public void complete(String jobId, byte[] result) {
        if (result.length > maxResultBytes) {
            throw tooLarge("takes " + result.length + " bytes,");
        }
        complete(jobId, () -> results.put(jobId, result));
    }

    public void complete(String jobId, InputStream result) throws IOException {
        complete(jobId, () -> results.putFrom(jobId, bounded(result)));
    }

    /** Returns a stream that throws once it has more bytes than a result may have. */
    private InputStream bounded(InputStream result) {
        return new FilterInputStream(result) {
            private long count;

            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                count(Math.max(read, 0));
                return read;
            }

            private void count(int more) {
                count += more;
                if (count > maxResultBytes) {
                    throw tooLarge("takes");
                }
            }
        };
    }

    private IllegalArgumentException tooLarge(String takes) {
        return new IllegalArgumentException("cache " + name + ": the result " + takes + " more than maxResultBytes "
                + maxResultBytes
                + (maxResultBytes < SizeLimits.MOST_VALUE_BYTES
                        ? "; raise it when building the cache"
                        : ", the most that one can have; divide it"));
    }

    private <E extends Exception> void complete(String jobId, Storing<E> storing) throws E {
        KeyedLocks.Handle held = jobs.lock(jobId);
        try {
            String end = ended.get(jobId);
            if (end == null || end.equals(CompanionFiles.EVICTED)) {
                storing.run();
            } else {
                completeFailed(jobId, end, storing);
            }
            running.remove(jobId);
        } finally {
            held.release();
        }
    }

    /** Stores the result of a job that is recorded as failed. */
    private <E extends Exception> void completeFailed(String jobId, String failure, Storing<E> storing) throws E {
        completing.add(jobId);
        try {
            storing.run();
            // Unless the result has already been evicted, which then is recorded instead.
            ended.remove(jobId, failure);
        } finally {
            completing.remove(jobId);
        }
    }

    public void fail(String jobId, String error) {
        String kept = CompanionFiles.FAILED + cut(error);
        KeyedLocks.Handle held = jobs.lock(jobId);
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

    public boolean forget(String jobId) {
        KeyedLocks.Handle held = jobs.lock(jobId);
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

    /** Returns the state of a job, created by the factory. */
    public <S> S poll(String jobId, StatusFactory<S> statuses) {
        while (true) {
            if (running.get(jobId) != null) {
                return statuses.running();
            }
            S end = endOf(jobId, statuses);
            if (end == null) {
                if (isNowhere(jobId)) {
                    return statuses.unknown();
                }
            } else if (!running.containsKey(jobId)) {
                return end;
            }
        }
    }

    /** Returns how a job ended, or {@code null} if there is no record of it. */
    private <S> @Nullable S endOf(String jobId, StatusFactory<S> statuses) {
        byte[] result = results.get(jobId);
        if (result != null) {
            return statuses.completed(result);
        }
        // Checked before the record is read: once the job is no longer completing, the failure is not recorded either.
        boolean mayBeCompleted = completing.contains(jobId);
        String end = ended.get(jobId);
        if (end == null) {
            return null;
        }
        if (end.equals(CompanionFiles.EVICTED)) {
            return statuses.evicted();
        }
        return mayBeCompleted && !isStillFailed(jobId, end)
                ? null
                : statuses.failed(end.substring(CompanionFiles.FAILED.length()));
    }

    public boolean writeResult(String jobId, OutputStream out) throws IOException {
        return !running.containsKey(jobId) && results.writeTo(jobId, out);
    }

    public void flush() {
        results.flush();
        ended.flush();
        running.flush();
    }

    /**
     * Closes all tables between two changes, so that none of them is closed before an eviction has been recorded in it.
     */
    public void close() {
        settled.lock();
        try {
            closeAll(List.of(results, running, ended));
        } finally {
            settled.unlock();
        }
    }

    /** Called with the keys that are removed from the running jobs and the results. */
    private void noteEviction(String jobId, RemovalReason reason) {
        if (reason == RemovalReason.EVICTED) {
            ended.put(jobId, CompanionFiles.EVICTED);
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

    /** Records as failed the jobs that were running when the last process ended. */
    private void endInterrupted() {
        for (String jobId : List.copyOf(running.asMap().keySet())) {
            if (!results.containsKey(jobId) && !ended.containsKey(jobId)) {
                ended.put(jobId, CompanionFiles.FAILED + INTERRUPTED);
            }
            running.remove(jobId);
        }
    }

    /** Returns as much of a message as fits its slot, in whole characters; lone surrogates become U+FFFD. */
    private static String cut(String error) {
        StringBuilder kept = new StringBuilder();
        int bytes = CompanionFiles.FAILED.length();
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

    private StoreConfig<String, byte[]> resultConfig(CurationConfig config, Lock removalLock) {
        // Not the budget, which bounds results too, so that a refusal names this limit.
        int maxValueBytes = config.maxBytes() <= INLINE_RESULT_BYTES
                ? Math.min(maxResultBytes, INLINE_RESULT_BYTES)
                : maxResultBytes;
        return new StoreConfig<>(
                name,
                Codecs.utf8(),
                Codecs.bytes(),
                SizeLimits.of(
                        config.maxResults(),
                        config.maxJobIdBytes(),
                        INLINE_RESULT_BYTES,
                        maxValueBytes,
                        config.maxBytes()),
                0,
                config.file(),
                config.isRecreated(),
                null,
                this::noteEviction,
                removalLock,
                "set maxResultBytes to " + INLINE_RESULT_BYTES + " or less");
    }

    private static <V> StoreConfig<String, V> recordConfig(
            CurationConfig config,
            Codec<V> values,
            int maxEntries,
            int maxValueBytes,
            String suffix,
            @Nullable BiConsumer<? super String, RemovalReason> keyObserver) {
        Path file = config.file();
        return new StoreConfig<>(
                config.name() + suffix,
                Codecs.utf8(),
                values,
                SizeLimits.of(maxEntries, config.maxJobIdBytes(), 0, maxValueBytes, 0),
                0,
                file == null ? null : CompanionFiles.beside(file, suffix),
                config.isRecreated(),
                null,
                keyObserver,
                null,
                "");
    }

    private static void closeAll(List<@Nullable LruStore<?, ?>> tables) {
        UncheckedIOException first = null;
        for (LruStore<?, ?> table : tables) {
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
