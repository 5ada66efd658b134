package io.rendercache.internal.job;

import io.rendercache.internal.load.LoadStats;
import io.rendercache.internal.load.SingleFlight;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.PreparedKey;
import io.rendercache.internal.lru.PutMode;
import io.rendercache.internal.lru.ReadPath;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.RemovalSink;
import io.rendercache.internal.lru.WriteGuard;
import io.rendercache.internal.lru.WritePath;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.marshal.StringSlotCodec;
import io.rendercache.internal.notify.CacheListeners;
import io.rendercache.internal.notify.JobCounts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One open job of a frame-directory cache, shared by all the scopes that were opened for it: looks up directories,
 * lists each by one thread at a time, and clears its own entries. Safe for any number of threads.
 */
public final class Job {
    /** Longest key: a job's id and a directory's path. A directory with a longer one is listed each time. */
    public static final int MAX_KEY_BYTES = 1024;

    private static final long ABSENT = -1;

    private final String id;
    private final OwnerIds.OwnerId ownerId;
    private final CacheListeners<FrameEntryKey, Long> listeners;
    private final LoadStats loadStats;
    private final StringSlotCodec keyCodec;
    private final LongSlotCodec valueCodec = new LongSlotCodec();
    private final SingleFlight<Long> loads = new SingleFlight<>();
    private final long hitsBefore;
    private final long missesBefore;
    private final long evictionsBefore;

    /** The read path; {@code null} once the job or the cache is closed. */
    private volatile @Nullable ReadPath<String, Long> reads;

    /** The write path; likewise. */
    private volatile @Nullable WritePath<String, Long> writes;

    /** Opens a job. */
    public Job(
            String id,
            Engine engine,
            OwnerIds.OwnerId ownerId,
            CacheListeners<FrameEntryKey, Long> listeners,
            LoadStats loadStats) {
        this.id = id;
        this.ownerId = ownerId;
        this.listeners = listeners;
        this.loadStats = loadStats;
        this.keyCodec = JobKeys.codec(id);
        this.hitsBefore = ownerId.hitCounter().hits();
        this.missesBefore = ownerId.hitCounter().misses();
        this.evictionsBefore = ownerId.evictions();
        this.reads = new ReadPath<>(engine, keyCodec, valueCodec, ownerId.hitCounter());
        this.writes = new WritePath<>(engine, keyCodec, valueCodec, ownerId.number());
    }

    /** Returns the job's id. */
    public String id() {
        return id;
    }

    /** Returns the number by which the engine knows the job. */
    public OwnerIds.OwnerId ownerId() {
        return ownerId;
    }

    /** Returns the directory's highest frame; lists the directory if that is not cached. */
    public long maxFrameIndex(String directory) {
        // Only normal spellings are keys, so a hit need not normalise.
        long known = reads().getLong(Objects.requireNonNull(directory, "directory"), ABSENT);
        if (known != ABSENT) {
            return known;
        }
        String normal = normalized(directory);
        return normal.equals(directory) ? load(normal) : maxFrameIndex(normal);
    }

    /** Like {@link #maxFrameIndex(String)}, for a prepared key, whose directory is normal. */
    public long maxFrameIndex(PreparedKey prepared, String normal) {
        long known = reads().getLong(prepared, normal, ABSENT);
        return known != ABSENT ? known : load(normal);
    }

    /** Returns the normal spelling of a directory. */
    public String normalized(String directory) {
        reads();
        if (Objects.requireNonNull(directory, "directory").isEmpty()) {
            throw new IllegalArgumentException("directory must not be empty; write . for the current one");
        }
        return DirectoryPath.normalize(directory);
    }

    /** Removes a directory's entry; returns whether there was one. */
    public boolean clear(String directory) {
        WritePath<String, Long> now = writes();
        String normal = normalized(directory);
        listeners.awaitCapacity();
        loads.invalidate(normal);
        RemovalSink removals = listeners.sink();
        try {
            return now.remove(normal, null, RemovalReason.EXPLICIT, removals);
        } finally {
            CacheListeners.finish(removals);
        }
    }

    /** Removes all of the job's entries, and prevents loads in progress from adding more; returns how many. */
    public int clear(Engine engine, @Nullable RemovalSink removals) {
        loads.invalidateAll();
        return engine.clearOwner(ownerId.number(), removals);
    }

    /** Refuses all further use. */
    public void shut() {
        writes = null;
        reads = null;
    }

    /** Returns the job's counts, with the entries that it has now. */
    public JobCounts counts(Engine engine) {
        return counts(engine.entriesOf(ownerId.number()));
    }

    /** Returns the job's counts, with this number of entries. */
    public JobCounts counts(long entries) {
        return new JobCounts(
                ownerId.hitCounter().hits() - hitsBefore,
                ownerId.hitCounter().misses() - missesBefore,
                entries,
                ownerId.evictions() - evictionsBefore);
    }

    private long load(String normal) {
        reads().missed(normal);
        listeners.awaitCapacity();
        Long loaded = loads.run(normal, load -> {
            Long present = reads().copy(normal, valueCodec, true);
            return present != null ? present : list(writes(), normal, load);
        });
        if (loaded == null) {
            throw new AssertionError("a listing has no answer");
        }
        return loaded;
    }

    private long list(WritePath<String, Long> now, String normal, SingleFlight.Load<Long> load) {
        int keyBytes = keyCodec.length(normal);
        FrameEntryKey key = new FrameEntryKey(id, normal);
        LoadStats.Timing timing = loadStats.begin();
        long highest;
        try {
            highest = FrameListing.maxFrameIndex(normal);
        } catch (Throwable e) {
            timing.threw(key, e);
            listeners.loadFailed(key, e);
            throw e;
        }
        timing.returned(key);
        if (keyBytes > MAX_KEY_BYTES) {
            loadStats.rejected();
            return highest;
        }
        // Checked under the stripe's lock: the thread that shuts the job clears its entries afterwards, and either
        // finds this one or prevents it.
        WriteGuard guard = () -> load.isCurrent() && writes != null;
        RemovalSink removals = listeners.sink();
        try {
            now.put(normal, highest, PutMode.IF_ABSENT, guard, removals);
        } finally {
            CacheListeners.finish(removals);
        }
        return highest;
    }

    private ReadPath<String, Long> reads() {
        ReadPath<String, Long> now = reads;
        if (now == null) {
            throw closed();
        }
        return now;
    }

    private WritePath<String, Long> writes() {
        WritePath<String, Long> now = writes;
        if (now == null) {
            throw closed();
        }
        return now;
    }

    private IllegalStateException closed() {
        return new IllegalStateException("job " + id + " is closed");
    }
}
