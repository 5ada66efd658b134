package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.file.CacheFileException;
import io.rendercache.internal.jfr.CacheEvents;
import io.rendercache.internal.job.FrameEntryKey;
import io.rendercache.internal.job.Job;
import io.rendercache.internal.job.JobTable;
import io.rendercache.internal.job.OwnerIds;
import io.rendercache.internal.job.StoredJobs;
import io.rendercache.internal.layout.CodecIds;
import io.rendercache.internal.load.LoadStats;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EngineBuilder;
import io.rendercache.internal.lru.FileMapping;
import io.rendercache.internal.lru.RemovalSink;
import io.rendercache.internal.notify.CacheListeners;
import io.rendercache.internal.notify.JobCounts;
import io.rendercache.internal.notify.NotificationTarget;
import io.rendercache.internal.store.SizeLimits;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Caches, for each job, the highest frame of each directory that it reads.
 *
 * <pre>{@code
 * try (JobScope job = cache.openJob("job-4711")) {
 *     FrameDir background = job.frameDir(backgroundFolder);
 *     for (long frame = 0; frame < frames; frame++) {
 *         composite(background, Math.min(frame, background.maxFrameIndex()));
 *     }
 * }
 * }</pre>
 *
 * <p>A job never sees the entries of another, and closing its last scope removes them. If a job forgets to close its
 * scope, its entries stay until newer ones evict them; {@link #entriesByJob} shows them. Safe for any number of
 * threads. After {@link #close} every method except {@code close} throws {@link IllegalStateException}.
 */
public final class FrameDirCache implements RenderCache {
    /** The default of {@link Builder#maxEntries}. */
    public static final int DEFAULT_MAX_ENTRIES = 1000;

    private static final int MAX_JOB_ID_BYTES = 256;

    private final String name;
    private final int maxEntries;
    private final CacheListeners<FrameEntryKey, Long> listeners;
    private final LoadStats loadStats;
    private final OwnerIds ownerIds = new OwnerIds();
    private final JobTable<Job, JobScope> jobs = new JobTable<>(JobScope::attach, JobScope::detach);
    private final AtomicReference<@Nullable Engine> engine;
    private final CloseActions closeActions;
    private final JfrRegistration recorded;

    private FrameDirCache(Builder builder) {
        this.name = builder.name;
        this.maxEntries = builder.maxEntries;
        this.loadStats = new LoadStats(name);
        Engine.requireFlags();
        this.listeners = new CacheListeners<>(name, FrameEntryKey.DECODER, target(builder.listener), null);
        EngineBuilder description = Engine.builder()
                .name(name)
                .maxEntries(maxEntries)
                .maxKeyBytes(Job.MAX_KEY_BYTES)
                .maxValueBytes(Long.BYTES)
                .stripes(builder.stripes)
                .owners(ownerIds::evicted);
        Path file = builder.file;
        Engine opened = null;
        try {
            opened = file == null ? description.build() : open(file, builder.onIncompatible, description);
        } finally {
            if (opened == null) {
                listeners.close();
            }
        }
        this.engine = new AtomicReference<>(opened);
        this.closeActions = new CloseActions(name);
        this.recorded = JfrRegistration.enter(this);
    }

    private static @Nullable NotificationTarget<FrameEntryKey, Long> target(
            @Nullable CacheListener<? super FrameKey, ? super Long> listener) {
        return ListenerAdapter.of(listener, key -> new FrameKey(key.jobId(), key.directory()));
    }

    private Engine open(Path file, OnIncompatible onIncompatible, EngineBuilder description) {
        StoredJobs stored = new StoredJobs(ownerIds);
        boolean recreate = onIncompatible == OnIncompatible.RECREATE;
        FileMapping mapping = new FileMapping(
                file, recreate, CodecIds.FRAME_KEY, Codecs.int64().id(), Long.BYTES, 0, stored);
        Engine opened =
                FileExceptions.translated(() -> CacheFileException.opening(file, () -> description.open(mapping)));
        stored.forEach((id, ownerId) -> jobs.adopt(id, new Job(id, opened, ownerId, listeners, loadStats)));
        return opened;
    }

    /**
     * {@return a cache of at most {@link #DEFAULT_MAX_ENTRIES} directories}
     *
     * @throws IllegalStateException if the JVM lacks the flag that {@link Builder#build} requires
     */
    public static FrameDirCache create() {
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
     * Opens a job, or joins it if it is open: its scopes share the entries, and closing the last one removes them.
     *
     * @param jobId identifies the job; 1 to 256 bytes of UTF-8
     * @return a scope of the job, which the caller closes
     * @throws IllegalArgumentException if the id is empty, too long or has no UTF-8 form
     */
    public JobScope openJob(String jobId) {
        Objects.requireNonNull(jobId, "jobId");
        Checks.between(1, MAX_JOB_ID_BYTES, Codecs.utf8().encodedLength(jobId), "bytes of jobId");
        Engine now = engine();
        JobScope scope =
                jobs.open(jobId, () -> new Job(jobId, now, ownerIds.take(), listeners, loadStats), this::scope);
        prune(now);
        if (engine.get() == null) {
            // The cache was closed concurrently and may have missed this job.
            scope.job().shut();
            throw closed();
        }
        return scope;
    }

    /** {@return the number of directories held, at no instant more than {@link #maxEntries}} */
    @Override
    public long size() {
        return engine().size();
    }

    /** {@return the maximum number of directories} */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * Forces all entries to the disk if the cache is mapped to a file; otherwise does nothing.
     *
     * @throws UncheckedIOException if an I/O error occurs
     */
    public void flush() {
        CacheFileException.forcing(name, engine()::flush);
    }

    /** {@return the cache's name} */
    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<CacheFeature> features() {
        return Set.of(CacheFeature.LOADING, CacheFeature.JOBS, CacheFeature.JOB_ENTRIES);
    }

    /** {@return the statistics of the cache} */
    @Override
    public CacheStats stats() {
        Engine now = engine();
        JobTable.Census<Job> census = jobs.census();
        long orphaned = 0;
        for (Job job : census.forgotten()) {
            orphaned += now.entriesOf(job.ownerId().number());
        }
        return CacheStatsAdapter.of(now, null, loadStats, ownerIds.hits(), ownerIds.misses(), census.open(), orphaned);
    }

    @Override
    public void countReloads() {
        engine().countReloads();
    }

    @Override
    public Registration onClose(Runnable action) {
        return closeActions.add(action);
    }

    @Override
    public boolean isClosed() {
        return engine.get() == null;
    }

    /**
     * Removes all directories of a job that is open; the job stays open.
     *
     * @param jobId the job
     * @return how many were removed; 0 if no such job is open
     */
    public int clearJob(String jobId) {
        Engine now = engine();
        listeners.awaitCapacity();
        RemovalSink removals = listeners.sink();
        // Joined, so that the job cannot end now and its owner number be reused.
        try (JobScope scope = jobs.join(Objects.requireNonNull(jobId, "jobId"), this::scope)) {
            return scope == null ? 0 : scope.job().clear(now, removals);
        } finally {
            CacheListeners.finish(removals);
        }
    }

    /**
     * {@return the number of directories of each job that is open, or that was forgotten and still has some, sorted by
     * job id} A number that climbs from job to job is a leak. The map is an unmodifiable copy.
     */
    public Map<String, Long> entriesByJob() {
        Engine now = engine();
        Map<String, Long> entries = new TreeMap<>();
        for (Job job : jobs.all()) {
            entries.put(job.id(), (long) now.entriesOf(job.ownerId().number()));
        }
        return Collections.unmodifiableMap(entries);
    }

    /**
     * Closes the cache and all its jobs, and delivers queued notifications to its listener, for at most 5 s.
     * Idempotent. The memory is returned to the system at a garbage collection after the last thread has left the
     * cache.
     */
    @Override
    public void close() {
        Engine last = engine.getAndSet(null);
        recorded.leave();
        jobs.all().forEach(Job::shut);
        try {
            if (last != null) {
                CacheFileException.releasing(name, last::close);
            }
        } finally {
            try {
                listeners.close();
            } finally {
                closeActions.run();
            }
        }
    }

    @Override
    public String toString() {
        return "FrameDirCache[" + name + ", maxEntries " + maxEntries + (engine.get() == null ? ", closed]" : "]");
    }

    /** Ends a scope; ends its job if it was the last. */
    private void leave(JobScope scope) {
        listeners.awaitCapacity();
        jobs.leave(scope, this::end);
    }

    private JobScope scope(Job job) {
        return new JobScope(job, this::engine, this::leave);
    }

    private void prune(Engine now) {
        jobs.prune(job -> now.entriesOf(job.ownerId().number()) == 0, this::end);
    }

    Engine engine() {
        Engine now = engine.get();
        if (now == null) {
            throw closed();
        }
        return now;
    }

    /** Returns the listeners, for tests. */
    CacheListeners<FrameEntryKey, Long> listeners() {
        return listeners;
    }

    /**
     * Shuts a job, then clears its entries, then notifies of its end, then releases its owner number, in this order.
     */
    private void end(Job job) {
        job.shut();
        int cleared = 0;
        Engine now = engine.get();
        try {
            if (now != null) {
                cleared = clear(job, now);
            }
        } catch (IllegalStateException e) {
            if (engine.get() != null) {
                throw e;
            }
            // The cache was closed concurrently, and its entries with it.
        } finally {
            // Every eviction of an entry that was not cleared has been counted by now, under its stripe's lock.
            JobCounts counts = job.counts(cleared);
            listeners.jobClosed(job.id(), counts);
            CacheEvents.jobClosed(name, job.id(), counts.hits(), counts.misses(), counts.entries(), counts.evictions());
        }
        ownerIds.giveBack(job.ownerId());
    }

    private int clear(Job job, Engine now) {
        RemovalSink removals = listeners.sink();
        try {
            return job.clear(now, removals);
        } finally {
            try {
                CacheListeners.finish(removals);
            } finally {
                // Entries are left only if notifying ran out of memory.
                job.clear(now, null);
            }
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("cache " + name + " is closed");
    }

    /** Builds a cache; see {@link FrameDirCache#builder}. */
    public static final class Builder {
        private int maxEntries = DEFAULT_MAX_ENTRIES;
        private int stripes;
        private String name = "frame-dirs";
        private OnIncompatible onIncompatible = OnIncompatible.FAIL;
        private @Nullable Path file;
        private @Nullable CacheListener<? super FrameKey, ? super Long> listener;

        private Builder() {}

        /**
         * Sets the maximum number of directories, at least 1; {@link #DEFAULT_MAX_ENTRIES} unless set.
         *
         * @param entries how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxEntries(int entries) {
            this.maxEntries = Checks.between(1, SizeLimits.MOST_ENTRIES, entries, "maxEntries");
            return this;
        }

        /**
         * Sets the number of independently locked parts that the cache is divided into; see {@link
         * BoundedLru.Builder#stripes}.
         *
         * @param count how many
         * @return this builder
         * @throws IllegalArgumentException if it is not from 1 to 4,096
         */
        public Builder stripes(int count) {
            this.stripes = Checks.between(1, SizeLimits.MOST_STRIPES, count, "stripes");
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
         * Keeps the cache in a file; see {@link BoundedLru.Builder#mappedTo}. A job that was open when the process
         * ended finds its directories again once it is opened in the next process; until then it counts as forgotten.
         *
         * @param path the file; its folder must exist
         * @return this builder
         */
        public Builder mappedTo(Path path) {
            this.file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets what happens to a file that does not fit this cache; it is refused unless set otherwise.
         *
         * @param what whether to refuse the file, or to set it aside and start empty
         * @return this builder
         */
        public Builder onIncompatible(OnIncompatible what) {
            this.onIncompatible = Objects.requireNonNull(what, "what");
            return this;
        }

        /**
         * Sets the listener that is notified of removals, of directories that cannot be read, and of jobs that end.
         *
         * @param heard the listener, which is called in a thread of the library; at most one, the last that is set
         * @return this builder
         */
        public Builder listener(CacheListener<? super FrameKey, ? super Long> heard) {
            this.listener = Objects.requireNonNull(heard, "listener");
            return this;
        }

        /**
         * Allocates the cache, about 1.1 KB a directory.
         *
         * @return the cache, which the caller closes
         * @throws IllegalStateException if the JVM lacks the flag {@code --add-opens
         *     java.base/jdk.internal.misc=ALL-UNNAMED}
         * @throws IllegalArgumentException if the cache needs more memory than the machine or its container has,
         *     including swap (known on Linux), or more disk than the file system has; nothing has been allocated then
         * @throws CacheFileInUseException if the file is already open
         * @throws IncompatibleCacheFileException if the file exists and does not fit, unless it is to be set aside
         * @throws UncheckedIOException if the file cannot be created or read
         */
        public FrameDirCache build() {
            return new FrameDirCache(this);
        }
    }
}
