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
import java.io.IOException;
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
 * Remembers, for each job, the highest frame in each directory it reads from.
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
 * <p>The entries of a job are its own: it never sees another's, and when its last scope is closed they are gone. Should
 * a job forget to close, its entries stay until newer ones need their room; {@link #entriesByJob} shows them. Safe for
 * any number of threads. After {@link #close} every call but {@code close} throws {@link IllegalStateException}.
 */
public final class FrameDirCache implements RenderCache {
    /** The most directories held unless set otherwise. */
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
     * {@return a cache of {@link #DEFAULT_MAX_ENTRIES} directories}
     *
     * @throws IllegalStateException if the JVM lacks the flag that {@link Builder#build} names
     */
    public static FrameDirCache create() {
        return builder().build();
    }

    /**
     * Starts the description of a cache.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens a job, or joins it if it is open: the entries are shared, and the last scope to be closed clears them.
     *
     * @param jobId whatever tells jobs apart; 1 to 256 bytes of UTF-8
     * @return access to the job, which the caller closes
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
            // The cache was closed meanwhile and may have missed this job.
            scope.job().shut();
            throw closed();
        }
        return scope;
    }

    /** {@return the number of directories held; at no instant more than {@link #maxEntries}} */
    @Override
    public long size() {
        return engine().size();
    }

    /** {@return the most directories there can be} */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * Forces what has been written to the disk, in a cache that is mapped to a file; in others it does nothing.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    public void flush() {
        try {
            engine().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cache " + name + " could not be forced to the disk: " + e.getMessage(), e);
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

    /** {@return what the cache has done and holds} */
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
     * Forgets all directories of a job that is open; the job stays open.
     *
     * @param jobId the job
     * @return how many there were; 0 if no such job is open
     */
    public int clearJob(String jobId) {
        Engine now = engine();
        listeners.awaitCapacity();
        RemovalSink removals = listeners.sink();
        // Joined meanwhile, so that the job cannot end and its owner number go to another.
        try (JobScope scope = jobs.join(Objects.requireNonNull(jobId, "jobId"), this::scope)) {
            return scope == null ? 0 : scope.job().clear(now, removals);
        } finally {
            CacheListeners.finish(removals);
        }
    }

    /**
     * {@return how many directories each job holds that is open, or was forgotten and still has some; sorted by job id} A
     * number that climbs from job to job is a leak. The map is a copy that cannot be changed.
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
     * Lets go of the cache and of all jobs in it. Idempotent. The memory goes back to the system when the last thread
     * inside has left and the garbage collector has noticed.
     */
    @Override
    public void close() {
        Engine last = engine.getAndSet(null);
        recorded.leave();
        jobs.all().forEach(Job::shut);
        try {
            if (last != null) {
                last.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cache " + name + " could not release its file: " + e.getMessage(), e);
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
    void leave(JobScope scope) {
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

    LoadStats loadStats() {
        return loadStats;
    }

    CacheListeners<FrameEntryKey, Long> listeners() {
        return listeners;
    }

    /** Shuts a job, then clears what it has, then notifies of its end, then releases its owner number; in this order. */
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
            // The cache was closed meanwhile, and its entries with it.
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
                // Nothing is left but where notifying failed for want of memory.
                job.clear(now, null);
            }
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("cache " + name + " is closed");
    }

    /** Describes a cache; see {@link FrameDirCache#builder}. */
    public static final class Builder {
        private int maxEntries = DEFAULT_MAX_ENTRIES;
        private int stripes;
        private String name = "frame-dirs";
        private OnIncompatible onIncompatible = OnIncompatible.FAIL;
        private @Nullable Path file;
        private @Nullable CacheListener<? super FrameKey, ? super Long> listener;

        private Builder() {}

        /**
         * Sets the most directories the cache ever holds, at least 1; {@link #DEFAULT_MAX_ENTRIES} unless set.
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
         * Sets into how many independently locked parts the cache is divided; see {@link BoundedLru.Builder#stripes}.
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
         * Sets the name that messages and statistics call the cache by.
         *
         * @param text the name
         * @return this builder
         */
        public Builder name(String text) {
            this.name = Objects.requireNonNull(text, "name");
            return this;
        }

        /**
         * Keeps the cache in a file; see {@link BoundedLru.Builder#mappedTo}. A job that was open when the process ended, and
         * is opened again in the next, finds the directories that it had listed; until then it counts as forgotten.
         *
         * @param path the file; its folder must be there
         * @return this builder
         */
        public Builder mappedTo(Path path) {
            this.file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets what is done with a file that does not fit this cache; it is refused unless set otherwise.
         *
         * @param what refuse, or set aside and start empty
         * @return this builder
         */
        public Builder onIncompatible(OnIncompatible what) {
            this.onIncompatible = Objects.requireNonNull(what, "what");
            return this;
        }

        /**
         * Sets who is told of removals, of directories that cannot be read, and of jobs that end.
         *
         * @param heard called outside all locks; at most one, the last that is set
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
         * @throws CacheFileInUseException if the file is open already
         * @throws IncompatibleCacheFileException if there is a file that does not fit, and that is not to be set aside
         * @throws UncheckedIOException if the file cannot be made or read
         */
        public FrameDirCache build() {
            return new FrameDirCache(this);
        }
    }
}
