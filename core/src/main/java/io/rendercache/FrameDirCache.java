package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.file.CacheFileException;
import io.rendercache.internal.file.MappingFaults;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
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
    private final MappingFaults faults;
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
                .storedKeys(Job::storedHash)
                .name(name)
                .maxEntries(maxEntries)
                .maxKeyBytes(Job.MAX_KEY_BYTES)
                .maxValueBytes(Long.BYTES)
                .stripes(builder.stripes)
                .owners(ownerIds::evicted);
        Path file = builder.file;
        StoredJobs stored = new StoredJobs(ownerIds);
        Engine opened = null;
        try {
            opened = file == null ? description.build() : open(file, builder.onIncompatible, description, stored);
        } finally {
            if (opened == null) {
                listeners.close();
            }
        }
        this.faults = MappingFaults.of(name, file == null ? List.of() : List.of(file));
        Engine adopted = opened;
        stored.forEach((id, ownerId) -> jobs.adopt(id, job(id, adopted, ownerId)));
        this.engine = new AtomicReference<>(opened);
        this.closeActions = new CloseActions(name);
        this.recorded = JfrRegistration.enter(this);
    }

    private static @Nullable NotificationTarget<FrameEntryKey, Long> target(
            @Nullable CacheListener<? super FrameKey, ? super Long> listener) {
        return ListenerAdapter.of(listener, key -> new FrameKey(key.jobId(), key.directory()));
    }

    private static Engine open(Path file, OnIncompatible onIncompatible, EngineBuilder description, StoredJobs stored) {
        boolean recreate = onIncompatible == OnIncompatible.RECREATE;
        FileMapping mapping = new FileMapping(
                file, recreate, CodecIds.FRAME_KEY, Codecs.int64().id(), Long.BYTES, 0, stored);
        return FileExceptions.translated(() -> CacheFileException.opening(file, () -> description.open(mapping)));
    }

    private Job job(String id, Engine now, OwnerIds.OwnerId ownerId) {
        return new Job(id, now, ownerId, listeners, loadStats, faults);
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
        // Before the job is opened: if this fails, nobody has a scope to close.
        prune(now);
        JobScope scope = jobs.open(jobId, () -> job(jobId, now, ownerIds.take()), this::scope, this::end);
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
        return counted().size();
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
        Engine now = engine();
        try {
            CacheFileException.forcing(name, now::flush);
            faults.deliver();
        } catch (InternalError e) {
            throw faults.translated(e);
        }
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
        Engine now = counted();
        JobTable.Census<Job> census = jobs.census();
        long orphaned = 0;
        // Which slots a job has is not known without the file.
        if (!census.forgotten().isEmpty() && !faults.isBroken()) {
            IntUnaryOperator entries = entriesByOwner(now);
            for (Job job : census.forgotten()) {
                orphaned += entries.applyAsInt(job.ownerId().number());
            }
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
        IntUnaryOperator counts = entriesByOwner(now);
        Map<String, Long> entries = new TreeMap<>();
        for (Job job : jobs.all()) {
            entries.put(job.id(), (long) counts.applyAsInt(job.ownerId().number()));
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
        if (engine.get() != null && !faults.isBroken()) {
            finishJobs();
        }
        Engine last = engine.getAndSet(null);
        recorded.leave();
        jobs.all().forEach(Job::shut);
        try {
            if (last != null) {
                // What is pending must not be thrown before the file has been released.
                faults.discard();
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

    /** Ends jobs whose end failed, so that a file keeps none of their entries. */
    private void finishJobs() {
        try {
            jobs.finish(this::end);
        } catch (RuntimeException | InternalError e) {
            if (!faults.isBroken() && engine.get() != null && !(e instanceof InternalError)) {
                throw e;
            }
        }
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
        try {
            jobs.prune(job -> !now.mayHaveEntries(job.ownerId().number()), this::end);
            faults.deliver();
        } catch (InternalError e) {
            throw faults.translated(e);
        }
    }

    private IntUnaryOperator entriesByOwner(Engine now) {
        try {
            IntUnaryOperator entries = now.entriesByOwner(ownerIds.count());
            faults.deliver();
            return entries;
        } catch (InternalError e) {
            throw faults.translated(e);
        }
    }

    Engine engine() {
        Engine now = counted();
        faults.requireWhole();
        return now;
    }

    /** Returns the engine for statistics, which are not in the file. */
    private Engine counted() {
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
     * Called again if it failed, and goes on where that was.
     */
    private void end(Job job) {
        if (job.isReleased()) {
            return;
        }
        job.shut();
        int cleared = 0;
        Engine now = engine.get();
        try {
            if (now != null && !faults.isBroken()) {
                cleared = clear(job, now);
            }
        } catch (IllegalStateException e) {
            if (engine.get() != null && !faults.isBroken()) {
                throw e;
            }
            // The cache was closed concurrently, or its file was truncated, and its entries are gone with it.
        } finally {
            if (!job.isAnnounced()) {
                // Every eviction of an entry that was not cleared has been counted by now, under its stripe's lock.
                JobCounts counts = job.counts(cleared);
                listeners.jobClosed(job.id(), counts);
                job.setAnnounced();
                CacheEvents.jobClosed(
                        name, job.id(), counts.hits(), counts.misses(), counts.entries(), counts.evictions());
            }
        }
        // First, for a number that is lost does no harm, and one that two jobs have does.
        job.setReleased();
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
