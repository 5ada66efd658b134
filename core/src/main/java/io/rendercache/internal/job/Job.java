package io.rendercache.internal.job;

import io.rendercache.internal.file.MappingFaults;
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
    private final MappingFaults faults;
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

    /** Which parts of its end are done, if that was cut short by an error; of the thread that ends it. */
    private volatile boolean announced;

    private volatile boolean released;

    /** Whether the job or the cache is closed, and not only its file truncated. */
    private volatile boolean closed;

    /** Opens a job. */
    public Job(
            String id,
            Engine engine,
            OwnerIds.OwnerId ownerId,
            CacheListeners<FrameEntryKey, Long> listeners,
            LoadStats loadStats,
            MappingFaults faults) {
        this.id = id;
        this.faults = faults;
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
        try {
            // Only normal spellings are keys, so a hit need not normalise.
            long known = reads().getLong(Objects.requireNonNull(directory, "directory"), ABSENT);
            if (known != ABSENT) {
                return known;
            }
            String normal = normalized(directory);
            return normal.equals(directory) ? load(normal) : maxFrameIndex(normal);
        } catch (InternalError e) {
            // Around all of it, for HotSpot may throw it anywhere after the access.
            throw failed(e);
        }
    }

    /** Like {@link #maxFrameIndex(String)}, for a prepared key, whose directory is normal. */
    public long maxFrameIndex(PreparedKey prepared, String normal) {
        try {
            long known = reads().getLong(prepared, normal, ABSENT);
            return known != ABSENT ? known : load(normal);
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    /** Returns the normal spelling of a directory. */
    public String normalized(String directory) {
        reads();
        if (Objects.requireNonNull(directory, "directory").isEmpty()) {
            throw new IllegalArgumentException("directory must not be empty; write . for the current one");
        }
        return DirectoryPath.normalize(directory);
    }

    /** Returns the hash of an entry's key whose bytes these are. */
    public static long storedHash(byte[] key, int length, long seed) {
        return JobKeys.storedHash(key, length, seed);
    }

    /** Removes a directory's entry; returns whether there was one. */
    public boolean clear(String directory) {
        WritePath<String, Long> now = writes();
        String normal = normalized(directory);
        listeners.awaitCapacity();
        loads.invalidate(normal);
        RemovalSink removals = listeners.sink();
        try {
            boolean removed = now.remove(normal, null, RemovalReason.EXPLICIT, removals);
            faults.deliver();
            return removed;
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            CacheListeners.finish(removals);
        }
    }

    /** Removes all of the job's entries, and prevents loads in progress from adding more; returns how many. */
    public int clear(Engine engine, @Nullable RemovalSink removals) {
        loads.invalidateAll();
        try {
            int cleared = engine.clearOwner(ownerId.number(), removals);
            faults.deliver();
            return cleared;
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    /** Returns how many entries the job has. */
    public int entries(Engine engine) {
        try {
            int entries = engine.entriesOf(ownerId.number());
            faults.deliver();
            return entries;
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    /** Refuses all further use, because the job or the cache is closed. */
    public void shut() {
        closed = true;
        refuse();
    }

    private void refuse() {
        writes = null;
        reads = null;
    }

    /** Notes that the job's end has been announced. */
    public void setAnnounced() {
        announced = true;
    }

    /** Returns whether the job's end has been announced. */
    public boolean isAnnounced() {
        return announced;
    }

    /** Notes that the job's number is being given back, and no longer its own. */
    public void setReleased() {
        released = true;
    }

    /** Returns whether the job's number is no longer its own. */
    public boolean isReleased() {
        return released;
    }

    /** Returns the job's counts, with the entries that it has now. */
    public JobCounts counts(Engine engine) {
        return counts(entries(engine));
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
        try {
            reads().missed(normal);
            faults.deliver();
        } catch (InternalError e) {
            throw failed(e);
        }
        listeners.awaitCapacity();
        Long loaded = loads.run(normal, load -> {
            Long present = lookAgain(normal);
            return present != null ? present : list(writes(), normal, load);
        });
        if (loaded == null) {
            throw new AssertionError("a listing has no answer");
        }
        return loaded;
    }

    private @Nullable Long lookAgain(String normal) {
        try {
            Long present = reads().copy(normal, valueCodec, true);
            faults.deliver();
            return present;
        } catch (InternalError e) {
            throw failed(e);
        }
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
            faults.deliver();
        } catch (InternalError e) {
            throw failed(e);
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

    /** Returns the exception to be thrown in place of an error; if the file has been truncated, for all calls. */
    private RuntimeException failed(InternalError error) {
        RuntimeException failure = faults.translated(error);
        if (faults.isBroken()) {
            refuse();
        }
        return failure;
    }

    private IllegalStateException closed() {
        if (!closed) {
            faults.requireWhole();
        }
        return new IllegalStateException("job " + id + " is closed");
    }
}
