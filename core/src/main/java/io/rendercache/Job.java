package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.job.DirectoryPath;
import io.rendercache.internal.job.FrameListing;
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
import io.rendercache.internal.marshal.CodecEncoder;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.marshal.StringSlotCodec;
import io.rendercache.internal.notify.CacheListeners;
import io.rendercache.internal.notify.JobCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One open job of a {@link FrameDirCache}, shared by all the scopes that were opened for it.
 *
 * <p>A key's bytes are the job's id and the directory, so one job never sees another's entry, whatever their paths:
 *
 * <pre>
 *    0         4                                8 * n
 *   +---------+-------------- ... -------------+------------ ... ------------+
 *   | id size | id, UTF-8, padded with zeros   | directory, normalised, UTF-8|
 *   +---------+-------------- ... -------------+------------ ... ------------+
 * </pre>
 */
final class Job {
    private static final long ABSENT = -1;

    private final String id;
    private final FrameDirCache cache;
    private final Seats.Seat seat;
    private final StringSlotCodec keyCodec;
    private final LongSlotCodec valueCodec = new LongSlotCodec();
    private final SingleFlight<Long> loads = new SingleFlight<>();
    private final long hitsBefore;
    private final long missesBefore;
    private final long evictionsBefore;

    /** What lookups go through, and what writes do; {@code null} once the job or the cache is closed. */
    private volatile @Nullable ReadPath<String, Long> reads;

    private volatile @Nullable WritePath<String, Long> writes;

    Job(String id, FrameDirCache cache, Engine engine, Seats.Seat seat) {
        this.id = id;
        this.cache = cache;
        this.seat = seat;
        this.keyCodec = keyCodec(id);
        this.hitsBefore = seat.tally().hits();
        this.missesBefore = seat.tally().misses();
        this.evictionsBefore = seat.evictions();
        this.reads = new ReadPath<>(engine, keyCodec, valueCodec, seat.tally());
        this.writes = new WritePath<>(engine, keyCodec, valueCodec, seat.number());
    }

    String id() {
        return id;
    }

    Seats.Seat seat() {
        return seat;
    }

    /** Returns the directory's highest frame; lists it if that is not known. */
    long maxFrameIndex(String directory) {
        // Only normal spellings are keys, so a hit needs no look at the spelling.
        long known = reads().getLong(Objects.requireNonNull(directory, "directory"), ABSENT);
        if (known != ABSENT) {
            return known;
        }
        String normal = normalized(directory);
        return normal.equals(directory) ? load(normal) : maxFrameIndex(normal);
    }

    /** The same for a prepared key, whose directory is normal. */
    long maxFrameIndex(PreparedKey prepared, String normal) {
        long known = reads().getLong(prepared, normal, ABSENT);
        return known != ABSENT ? known : load(normal);
    }

    /** Returns the one spelling of a directory. */
    String normalized(String directory) {
        reads();
        if (Objects.requireNonNull(directory, "directory").isEmpty()) {
            throw new IllegalArgumentException("directory must not be empty; write . for the current one");
        }
        return DirectoryPath.normalize(directory);
    }

    boolean clear(String directory) {
        WritePath<String, Long> now = writes();
        String normal = normalized(directory);
        cache.listeners().awaitCapacity();
        loads.invalidate(normal);
        RemovalSink removals = cache.listeners().sink();
        try {
            return now.remove(normal, null, RemovalReason.EXPLICIT, removals);
        } finally {
            CacheListeners.finish(removals);
        }
    }

    /** Removes all of the job's entries, and keeps the loads that are under way from adding more; returns how many. */
    int clear(Engine engine, @Nullable RemovalSink removals) {
        loads.invalidateAll();
        return engine.clearOwner(seat.number(), removals);
    }

    /** Refuses all further use. */
    void shut() {
        writes = null;
        reads = null;
    }

    JobCounts counts(Engine engine) {
        return counts(engine.entriesOf(seat.number()));
    }

    /** Returns the same with this number of entries. */
    JobCounts counts(long entries) {
        return new JobCounts(
                seat.tally().hits() - hitsBefore,
                seat.tally().misses() - missesBefore,
                entries,
                seat.evictions() - evictionsBefore);
    }

    /** Returns the form of the keys of a job. */
    static StringSlotCodec keyCodec(String id) {
        return new StringSlotCodec(prefix(id), new CodecEncoder<>(Codecs.utf8()));
    }

    /** Returns the key's id of what {@link #prefix} wrote and the directory behind it. */
    static FrameKey decode(byte[] key) {
        int directoryAt = prefixLength(idBytes(key));
        return new FrameKey(decodeId(key), Codecs.utf8().decode(key, directoryAt, key.length - directoryAt));
    }

    /** Returns the job's id of a key. */
    static String decodeId(byte[] key) {
        return new String(key, Integer.BYTES, idBytes(key), StandardCharsets.UTF_8);
    }

    private static int idBytes(byte[] key) {
        return ByteBuffer.wrap(key).getInt();
    }

    private long load(String normal) {
        reads().missed(normal);
        cache.listeners().awaitCapacity();
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
        FrameKey key = new FrameKey(id, normal);
        LoadStats.Timing timing = cache.loadStats().begin();
        long highest;
        try {
            highest = FrameListing.maxFrameIndex(normal);
        } catch (Throwable e) {
            timing.threw(key, e);
            cache.listeners().loadFailed(key, e);
            throw e;
        }
        timing.returned(key);
        if (keyBytes > FrameDirCache.MAX_KEY_BYTES) {
            cache.loadStats().rejected();
            return highest;
        }
        // Asked under the stripe's lock: whoever shuts the job clears its entries afterwards, and finds this one or
        // forbids it.
        WriteGuard guard = () -> load.isCurrent() && writes != null;
        RemovalSink removals = cache.listeners().sink();
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

    private static byte[] prefix(String id) {
        int idBytes = Codecs.utf8().encodedLength(id);
        byte[] prefix = new byte[prefixLength(idBytes)];
        ByteBuffer.wrap(prefix).putInt(idBytes);
        Codecs.utf8().encode(id, prefix, Integer.BYTES);
        return prefix;
    }

    private static int prefixLength(int idBytes) {
        return Integer.BYTES + idBytes + 7 & ~7;
    }
}
