package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.curation.CurationConfig;
import io.rendercache.internal.curation.CurationTables;
import io.rendercache.internal.curation.StatusFactory;
import io.rendercache.internal.store.SizeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Caches the states and results of curation jobs, for clients that poll.
 *
 * <pre>{@code
 * cache.started("job-4711");
 * ...
 * cache.completed("job-4711", result);
 * ...
 * switch (cache.poll("job-4711")) { ... }
 * }</pre>
 *
 * <p>There are never more results than {@link Builder#maxResults} nor more bytes of them than {@link Builder#maxBytes};
 * the least recently polled are evicted. The records of other jobs are bounded too: {@link Builder#maxRunning} running
 * jobs, and {@link Builder#maxRemembered} that failed or were evicted; a job whose record has been evicted from there
 * is unknown. Results and records do not compete for room, so no result evicts the record of a running job.
 *
 * <p><b>Atomicity.</b> A job is running until its result is available: no poll sees it completed without its result,
 * or, once {@link #started} has returned, unknown before it has been evicted or {@link #forget forgotten}. Safe for any
 * number of threads. A poll of a known job takes no lock. After {@link #close} every method except {@code close} throws
 * {@link IllegalStateException}.
 *
 * <p>Results of up to 4,096 bytes are kept in slots. A cache that allows larger ones, as it does by default, needs the
 * artifact {@code io.rendercache:rendercache-large} and its JVM flags; an exception names what is missing. Where {@link
 * Builder#maxResultBytes} or {@link Builder#maxBytes} is at most 4,096, neither is needed.
 */
public final class CurationResultCache implements RenderCache {
    /** The default of {@link Builder#maxResults}. */
    public static final int DEFAULT_MAX_RESULTS = 64;

    /** The default of {@link Builder#maxBytes}: 256 MiB. */
    public static final long DEFAULT_MAX_BYTES = 256L << 20;

    /** The default of {@link Builder#maxRunning} and {@link Builder#maxRemembered}. */
    public static final int DEFAULT_MAX_RECORDS = 1_024;

    /** The default and the maximum of {@link Builder#maxResultBytes}: 256 MiB. */
    public static final int DEFAULT_MAX_RESULT_BYTES = SizeLimits.MOST_VALUE_BYTES;

    private static final int MAX_JOB_ID_BYTES = 256;

    private final String name;
    private final int maxResults;
    private final CurationTables tables;
    private final CloseActions closeActions;
    private final JfrRegistration recorded;

    private CurationResultCache(Builder builder) {
        this.name = builder.name;
        this.maxResults = builder.maxResults;
        this.tables = FileExceptions.translated(() -> new CurationTables(builder.config()));
        this.closeActions = new CloseActions(name);
        this.recorded = JfrRegistration.enter(this);
    }

    /**
     * {@return a cache of at most {@link #DEFAULT_MAX_RESULTS} results and {@link #DEFAULT_MAX_BYTES} bytes that is not
     * mapped to files}
     *
     * @throws IllegalStateException if the artifact {@code io.rendercache:rendercache-large} is missing, or a JVM flag
     *     that it or the engine needs; the message names it
     */
    public static CurationResultCache create() {
        return builder().build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Records that a job is running. The result or error of an earlier run is forgotten.
     *
     * @param jobId identifies the job; 1 to 256 bytes of UTF-8
     * @throws IllegalArgumentException if the id is empty, too long or has no UTF-8 form
     */
    public void started(String jobId) {
        tables.start(checked(jobId));
    }

    /**
     * Records a job's result, and with it that the job has completed. If results that are being streamed leave no room
     * for it, waits until they have ended.
     *
     * @param jobId the job; need not have been started
     * @param result the job's result, 0 bytes or more; copied
     * @throws IllegalArgumentException if the result is larger than {@link Builder#maxBytes} or {@link
     *     Builder#maxResultBytes}; the job is then as it was, and {@link #failed} would end it
     */
    public void completed(String jobId, byte[] result) {
        tables.complete(checked(jobId), Objects.requireNonNull(result, "result"));
    }

    /**
     * Records the bytes of a stream, up to its end, as a job's result, and then that the job has completed. The result
     * is never on the heap as a whole. Does not close the stream. Until it has ended, other calls that change this job
     * wait, and the part that has been read counts towards {@link Builder#maxBytes}. So a stream must end, and must not
     * depend on the recording of another result.
     *
     * @param jobId the job; need not have been started
     * @param result the stream
     * @throws IOException if the stream throws it; the job is then as it was
     * @throws IllegalArgumentException if the result is larger than {@link Builder#maxBytes} or {@link
     *     Builder#maxResultBytes}; the job is then as it was
     * @throws IllegalStateException if several results that are being streamed together need more than {@link
     *     Builder#maxBytes}; thrown for the last of them to find no room, whose job is then as it was
     */
    public void completed(String jobId, InputStream result) throws IOException {
        tables.complete(checked(jobId), Objects.requireNonNull(result, "result"));
    }

    /**
     * Records that a job has failed.
     *
     * @param error the message; cut off after 1,023 bytes of UTF-8
     * @param jobId the job; need not have been started
     */
    public void failed(String jobId, String error) {
        tables.fail(checked(jobId), Objects.requireNonNull(error, "error"));
    }

    /**
     * {@return the state of a job} A result is a copy; {@link #writeResult} makes none.
     *
     * @param jobId the job
     * @throws IllegalArgumentException if the id is empty, too long or has no UTF-8 form
     */
    public CurationStatus poll(String jobId) {
        return tables.poll(checked(jobId), Statuses.INSTANCE);
    }

    /**
     * Writes a job's result to a stream, in parts.
     *
     * @param jobId the job
     * @param out the stream; neither flushed nor closed
     * @return whether the job has completed and its result is present; if not, nothing was written
     * @throws IOException if the stream throws it, or the result is evicted or replaced while it is being written; the
     *     output is then incomplete
     */
    public boolean writeResult(String jobId, OutputStream out) throws IOException {
        return tables.writeResult(checked(jobId), Objects.requireNonNull(out, "out"));
    }

    /**
     * Forgets a job, whatever its state.
     *
     * @param jobId the job
     * @return whether it was known
     */
    public boolean forget(String jobId) {
        return tables.forget(checked(jobId));
    }

    /** {@return the number of results held, at no instant more than {@link #maxResults}} */
    @Override
    public long size() {
        return tables.results().engine().size();
    }

    /** {@return the maximum number of results} */
    public int maxResults() {
        return maxResults;
    }

    /** {@return the number of jobs that are recorded as running} */
    public long running() {
        return tables.running().engine().size();
    }

    /** {@return the cache's name} */
    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<CacheFeature> features() {
        return Set.of(CacheFeature.JOBS);
    }

    /**
     * {@return the statistics of the results; each {@link #poll} of a job that is not running counts as a lookup}
     */
    @Override
    public CacheStats stats() {
        return CacheStatsAdapter.of(tables.results())
                .withJobsOpen(tables.running().engine().size());
    }

    /** {@inheritDoc} Counts polls of evicted results. */
    @Override
    public void countReloads() {
        tables.results().engine().countReloads();
    }

    @Override
    public Registration onClose(Runnable action) {
        return closeActions.add(action);
    }

    @Override
    public boolean isClosed() {
        return tables.results().isClosed();
    }

    /**
     * Forces all entries to the disk if the cache is mapped to files; otherwise does nothing.
     *
     * @throws java.io.UncheckedIOException if an I/O error occurs
     */
    public void flush() {
        tables.flush();
    }

    /** Closes the cache. Idempotent. */
    @Override
    public void close() {
        recorded.leave();
        try {
            tables.close();
        } finally {
            closeActions.run();
        }
    }

    @Override
    public String toString() {
        return "CurationResultCache[" + name + ", maxResults " + maxResults()
                + (tables.results().isClosed() ? ", closed]" : "]");
    }

    /** Creates public statuses for the tables. */
    private enum Statuses implements StatusFactory<CurationStatus> {
        INSTANCE;

        @Override
        public CurationStatus unknown() {
            return new CurationStatus.Unknown();
        }

        @Override
        public CurationStatus running() {
            return new CurationStatus.Running();
        }

        @Override
        public CurationStatus completed(byte[] result) {
            return new CurationStatus.Completed(result);
        }

        @Override
        public CurationStatus failed(String error) {
            return new CurationStatus.Failed(error);
        }

        @Override
        public CurationStatus evicted() {
            return new CurationStatus.Evicted();
        }
    }

    private static String checked(String jobId) {
        Objects.requireNonNull(jobId, "jobId");
        Checks.between(1, MAX_JOB_ID_BYTES, Codecs.utf8().encodedLength(jobId), "bytes of jobId");
        return jobId;
    }

    /** Builds a cache; see {@link CurationResultCache#builder}. */
    public static final class Builder {
        private int maxResults = DEFAULT_MAX_RESULTS;
        private long maxBytes = DEFAULT_MAX_BYTES;
        private int maxResultBytes = DEFAULT_MAX_RESULT_BYTES;
        private int maxRunning = DEFAULT_MAX_RECORDS;
        private int maxRemembered = DEFAULT_MAX_RECORDS;
        private String name = "curation-results";
        private OnIncompatible onIncompatible = OnIncompatible.FAIL;
        private @Nullable Path file;

        private Builder() {}

        /**
         * Sets the maximum number of results, at least 1; {@link #DEFAULT_MAX_RESULTS} unless set.
         *
         * @param results how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxResults(int results) {
            this.maxResults = Checks.between(1, SizeLimits.MOST_ENTRIES, results, "maxResults");
            return this;
        }

        /**
         * Sets the maximum number of bytes of all results and the ids of their jobs together, at least 1; {@link
         * #DEFAULT_MAX_BYTES} unless set. Memory for large results is reserved when the cache is built.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxBytes(long bytes) {
            this.maxBytes = Checks.atLeast(1L, bytes, "maxBytes");
            return this;
        }

        /**
         * Sets the maximum length of a result in bytes, 1 to 256 MiB; {@link #DEFAULT_MAX_RESULT_BYTES} unless set. Up
         * to 4,096, all results are kept in slots, each of which reserves that much, and the artifact {@code
         * io.rendercache:rendercache-large} is not needed. In a cache that is mapped to files the value is part of the
         * files' format: another one makes them {@linkplain #onIncompatible incompatible}.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxResultBytes(int bytes) {
            this.maxResultBytes = Checks.between(1, DEFAULT_MAX_RESULT_BYTES, bytes, "maxResultBytes");
            return this;
        }

        /**
         * Sets the maximum number of jobs that are recorded as running; {@link #DEFAULT_MAX_RECORDS} unless set, at 320
         * bytes each. Another one evicts the job that was least recently started or polled.
         *
         * @param jobs how many, at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxRunning(int jobs) {
            this.maxRunning = Checks.between(1, SizeLimits.MOST_ENTRIES, jobs, "maxRunning");
            return this;
        }

        /**
         * Sets the maximum number of failed and evicted jobs whose record is kept; {@link #DEFAULT_MAX_RECORDS} unless
         * set, at 1,344 bytes each. After another one, the least recently polled is unknown.
         *
         * @param jobs how many, at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxRemembered(int jobs) {
            this.maxRemembered = Checks.between(1, SizeLimits.MOST_ENTRIES, jobs, "maxRemembered");
            return this;
        }

        /**
         * Sets the name of the cache in messages and statistics.
         *
         * @param text the name
         * @return this builder
         */
        public Builder name(String text) {
            this.name = Objects.requireNonNull(text, "name");
            return this;
        }

        /**
         * Keeps the cache in files: this one, and with {@code .large}, {@code .running} and {@code .ended} added to its
         * name, large results and the records beside them. See {@link BoundedLru.Builder#mappedTo}. A job that was
         * running when the process ended has failed in the next process.
         *
         * @param path the file of results; its folder must exist
         * @return this builder
         */
        public Builder mappedTo(Path path) {
            this.file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets what happens to files that do not fit this cache; they are refused unless set otherwise.
         *
         * @param what whether to refuse the files, or to set them aside and start empty
         * @return this builder
         */
        public Builder onIncompatible(OnIncompatible what) {
            this.onIncompatible = Objects.requireNonNull(what, "what");
            return this;
        }

        /**
         * Allocates the cache.
         *
         * @return the cache, which the caller closes
         * @throws IllegalStateException if results may be too large for a slot and the artifact {@code
         *     io.rendercache:rendercache-large} is missing, or if the JVM lacks a flag that it or the engine needs; the
         *     message names it, and nothing has been allocated
         * @throws IllegalArgumentException if the cache needs more memory than the machine or its container has,
         *     including swap (known on Linux), or more disk than the file system has; nothing has been allocated then
         * @throws CacheFileInUseException if a file is already open
         * @throws IncompatibleCacheFileException if a file exists and does not fit, unless it is to be set aside
         * @throws UncheckedIOException if a file cannot be created or read; a full disk is detected here and not later
         */
        public CurationResultCache build() {
            return new CurationResultCache(this);
        }

        private CurationConfig config() {
            return new CurationConfig(
                    name,
                    maxResults,
                    maxBytes,
                    maxResultBytes,
                    maxRunning,
                    maxRemembered,
                    MAX_JOB_ID_BYTES,
                    file,
                    onIncompatible == OnIncompatible.RECREATE);
        }
    }
}
