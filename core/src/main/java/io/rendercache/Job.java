package io.rendercache;

import io.rendercache.internal.job.DirectoryPath;
import io.rendercache.internal.job.FrameListing;
import io.rendercache.internal.job.JobKeys;
import io.rendercache.internal.job.OwnerIds;
import io.rendercache.internal.load.SingleFlight;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.PreparedKey;
import io.rendercache.internal.lru.PutMode;
import io.rendercache.internal.lru.ReadPath;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.WriteGuard;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One open job of a {@link FrameDirCache}, shared by all the scopes that were opened for it.
 */
final class Job {
    private static final long ABSENT = -1;

    private final String id;
    private final FrameDirCache cache;
    private final OwnerIds.OwnerId ownerId;
    private final StringSlotCodec keyForm;
    private final LongSlotCodec valueForm = new LongSlotCodec();
    private final SingleFlight<Long> flights = new SingleFlight<>();
    private final long hitsBefore;
    private final long missesBefore;
    private final long evictionsBefore;

    /** What lookups go through; {@code null} once the job or the cache is closed. */
    private volatile @Nullable ReadPath<String, Long> view;

    Job(String id, FrameDirCache cache, Engine engine, OwnerIds.OwnerId ownerId) {
        this.id = id;
        this.cache = cache;
        this.ownerId = ownerId;
        this.keyForm = JobKeys.codec(id);
        this.hitsBefore = ownerId.hitCounter().hits();
        this.missesBefore = ownerId.hitCounter().misses();
        this.evictionsBefore = ownerId.evictions();
        this.view = new ReadPath<>(engine, keyForm, valueForm, ownerId.number(), ownerId.hitCounter());
    }

    String id() {
        return id;
    }

    OwnerIds.OwnerId ownerId() {
        return ownerId;
    }

    /** Returns the directory's highest frame; lists it if that is not known. */
    long maxFrameIndex(String directory) {
        ReadPath<String, Long> now = view();
        // Only normal spellings are keys, so a hit needs no look at the spelling.
        long known = now.getLong(Objects.requireNonNull(directory, "directory"), ABSENT);
        if (known != ABSENT) {
            return known;
        }
        String normal = normalized(directory);
        return normal.equals(directory) ? load(normal) : maxFrameIndex(normal);
    }

    /** The same for a prepared key, whose directory is normal. */
    long maxFrameIndex(PreparedKey prepared, String normal) {
        long known = view().getLong(prepared, normal, ABSENT);
        return known != ABSENT ? known : load(normal);
    }

    /** Returns the one spelling of a directory. */
    String normalized(String directory) {
        view();
        if (Objects.requireNonNull(directory, "directory").isEmpty()) {
            throw new IllegalArgumentException("directory must not be empty; write . for the current one");
        }
        return DirectoryPath.normalize(directory);
    }

    boolean clear(String directory) {
        ReadPath<String, Long> now = view();
        String normal = normalized(directory);
        flights.overtake(normal);
        Farewells<FrameKey, Long> farewells = cache.farewells();
        try {
            return now.remove(normal, null, RemovalReason.EXPLICIT, farewells);
        } finally {
            FrameDirCache.tell(farewells);
        }
    }

    /** Returns what decides with which others a key is told in order: the same for all of a job. */
    static int order(byte[] key) {
        return JobKeys.prefixHash(key);
    }

    /** Returns {@link #order} of the job's keys. */
    int order() {
        return order(JobKeys.prefix(id));
    }

    /** Removes all of the job's entries, and keeps the loads that are under way from adding more; returns how many. */
    int clear(Engine engine, @Nullable Farewells<FrameKey, Long> farewells) {
        flights.overtakeAll();
        return engine.clearOwner(ownerId.number(), farewells);
    }

    /** Refuses all further use. */
    void shut() {
        view = null;
    }

    JobStats stats(Engine engine) {
        return stats(engine.entriesOf(ownerId.number()));
    }

    /** Returns the same with this number of entries. */
    JobStats stats(long entries) {
        return new JobStats(
                ownerId.hitCounter().hits() - hitsBefore,
                ownerId.hitCounter().misses() - missesBefore,
                entries,
                ownerId.evictions() - evictionsBefore);
    }

    /** Returns the key whose bytes these are. */
    static FrameKey decode(byte[] key) {
        return new FrameKey(JobKeys.jobId(key), JobKeys.directory(key));
    }

    private long load(String normal) {
        view().missed(normal);
        Announcements.Turn turn = cache.audience().beginTurn();
        Long loaded;
        try {
            loaded = flights.run(normal, load -> {
                ReadPath<String, Long> now = view();
                Long present = now.copy(normal, valueForm, true);
                return present != null ? present : list(now, normal, load);
            });
        } finally {
            cache.audience().endTurn(turn);
        }
        if (loaded == null) {
            throw new AssertionError("a listing has no answer");
        }
        return loaded;
    }

    private long list(ReadPath<String, Long> now, String normal, SingleFlight.Load<Long> load) {
        int keyBytes = keyForm.length(normal);
        FrameKey key = new FrameKey(id, normal);
        LoadCounts.Timing timing = cache.counts().begin();
        long highest;
        try {
            highest = FrameListing.maxFrameIndex(normal);
        } catch (Throwable e) {
            timing.threw(key, e);
            cache.audience().loadFailed(key, () -> JobKeys.prefix(id), e);
            throw e;
        }
        timing.returned(key);
        if (keyBytes > FrameDirCache.MAX_KEY_BYTES) {
            cache.counts().rejected();
            return highest;
        }
        Farewells<FrameKey, Long> farewells = cache.farewells();
        // Asked under the stripe's lock: who shuts the job clears its entries afterwards, and finds this one or forbids
        // it.
        WriteGuard permission = () -> load.stands() && view != null;
        try {
            now.put(normal, highest, PutMode.IF_ABSENT, permission, farewells);
        } finally {
            FrameDirCache.tell(farewells);
        }
        return highest;
    }

    private ReadPath<String, Long> view() {
        ReadPath<String, Long> now = view;
        if (now == null) {
            throw new IllegalStateException("job " + id + " is closed");
        }
        return now;
    }
}
