package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EngineBuilder;
import io.rendercache.internal.lru.FileMapping;
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

    /** Longest key: a job's id and a directory's path. A longer one is listed each time, and counted as rejected. */
    static final int MAX_KEY_BYTES = 1024;

    private static final int MAX_JOB_ID_BYTES = 256;
    private static final String KEYS_ID = "frame-dir/1";

    private final String name;
    private final int maxEntries;
    private final Audience<FrameKey, Long> audience;
    private final LoadCounts counts;
    private final Seats seats = new Seats();
    private final JobTable jobs = new JobTable();
    private final AtomicReference<@Nullable Engine> engine;
    private final CloseActions closeActions;
    private final RecordedCache recorded;

    private FrameDirCache(Builder builder) {
        this.name = builder.name;
        this.maxEntries = builder.maxEntries;
        this.audience = Audience.of(name, FrameEntries.INSTANCE, builder.listener, null);
        this.counts = new LoadCounts(name);
        EngineBuilder description = Engine.builder()
                .maxEntries(maxEntries)
                .maxKeyBytes(MAX_KEY_BYTES)
                .maxValueBytes(Long.BYTES)
                .stripes(builder.stripes)
                .owners(seats::evicted);
        Path file = builder.file;
        Engine opened = file == null ? description.build() : open(file, builder.onIncompatible, description);
        this.engine = new AtomicReference<>(opened);
        this.closeActions = new CloseActions(name);
        this.recorded = RecordedCache.enter(this);
    }

    private Engine open(Path file, OnIncompatible onIncompatible, EngineBuilder description) {
        StoredFrames stored = new StoredFrames(seats);
        boolean recreate = onIncompatible == OnIncompatible.RECREATE;
        FileMapping mapping =
                new FileMapping(file, recreate, KEYS_ID, Codecs.int64().id(), Long.BYTES, 0, stored);
        Engine opened = CacheFile.open(description, mapping);
        stored.forEach((id, seat) -> jobs.adopt(new Job(id, this, opened, seat)));
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
                jobs.open(jobId, () -> new Job(jobId, this, now, seats.take()), job -> new JobScope(this, job));
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
        CacheFile.flush(engine(), null, name);
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
        JobTable.Census census = jobs.census();
        long orphaned = 0;
        for (Job job : census.forgotten()) {
            orphaned += now.entriesOf(job.seat().number());
        }
        return counts.stats(now, null, seats.hits(), seats.misses(), census.open(), orphaned);
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
        Farewells<FrameKey, Long> farewells = farewells();
        // Joined meanwhile, so that the job cannot end and its seat go to another.
        try (JobScope scope = jobs.join(Objects.requireNonNull(jobId, "jobId"), job -> new JobScope(this, job))) {
            return scope == null ? 0 : scope.job().clear(now, farewells);
        } finally {
            tell(farewells);
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
            entries.put(job.id(), (long) now.entriesOf(job.seat().number()));
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
        if (last != null) {
            try {
                CacheFile.close(last, null, name);
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
        JobEnds ends = new JobEnds(audience);
        try {
            jobs.leave(scope, job -> end(job, ends));
        } finally {
            // After the job has left the table, so that a listener may open it anew.
            ends.tell();
        }
    }

    private void prune(Engine now) {
        JobEnds ends = new JobEnds(audience);
        try {
            jobs.prune(job -> now.entriesOf(job.seat().number()) == 0, job -> end(job, ends));
        } finally {
            ends.tell();
        }
    }

    Engine engine() {
        Engine now = engine.get();
        if (now == null) {
            throw closed();
        }
        return now;
    }

    LoadCounts counts() {
        return counts;
    }

    Audience<FrameKey, Long> audience() {
        return audience;
    }

    @Nullable
    Farewells<FrameKey, Long> farewells() {
        return audience.farewells(null, null);
    }

    static void tell(@Nullable Farewells<FrameKey, Long> farewells) {
        if (farewells != null) {
            farewells.finish();
        }
    }

    /** Shuts a job, then clears what it has, then gives its seat to others; in this order. */
    private void end(Job job, JobEnds ends) {
        job.shut();
        int cleared = 0;
        Engine now = engine.get();
        try {
            if (now != null) {
                cleared = clear(job, now, ends.farewells());
            }
        } catch (IllegalStateException e) {
            if (engine.get() != null) {
                throw e;
            }
            // The cache was closed meanwhile, and its entries with it.
        } finally {
            // Every eviction of an entry that was not cleared has been counted by now, under its stripe's lock.
            ends.add(job, job.stats(cleared));
        }
        seats.give(job.seat());
    }

    private static int clear(Job job, Engine engine, @Nullable Farewells<FrameKey, Long> farewells) {
        try {
            return job.clear(engine, farewells);
        } finally {
            // Nothing is left but where saying farewell failed.
            job.clear(engine, null);
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("cache " + name + " is closed");
    }

    /** Describes a cache; see {@link FrameDirCache#builder}. */
    public static final class Builder {
        private static final int MOST_ENTRIES = 1 << 30;
        private static final int MOST_STRIPES = 1 << 12;

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
            this.maxEntries = Checks.between(1, MOST_ENTRIES, entries, "maxEntries");
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
            this.stripes = Checks.between(1, MOST_STRIPES, count, "stripes");
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
