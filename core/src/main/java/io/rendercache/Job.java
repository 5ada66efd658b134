package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.job.DirectoryPath;
import io.rendercache.internal.job.FrameListing;
import io.rendercache.internal.layout.FrameKeyDescriptor;
import io.rendercache.internal.load.SingleFlight;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.PreparedKey;
import io.rendercache.internal.lru.PutMode;
import io.rendercache.internal.lru.ReadPath;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.WriteGuard;
import io.rendercache.internal.marshal.CodecEncoder;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One open job of a {@link FrameDirCache}, shared by all the scopes that were opened for it.
 *
 * <p>The bytes of its keys are laid out by {@link FrameKeyDescriptor}.
 */
final class Job {
    private static final long ABSENT = -1;

    private final String id;
    private final FrameDirCache cache;
    private final Seats.Seat seat;
    private final StringSlotCodec keyForm;
    private final LongSlotCodec valueForm = new LongSlotCodec();
    private final SingleFlight<Long> flights = new SingleFlight<>();
    private final long hitsBefore;
    private final long missesBefore;
    private final long evictionsBefore;

    /** What lookups go through; {@code null} once the job or the cache is closed. */
    private volatile @Nullable ReadPath<String, Long> view;

    Job(String id, FrameDirCache cache, Engine engine, Seats.Seat seat) {
        this.id = id;
        this.cache = cache;
        this.seat = seat;
        this.keyForm = keyForm(id);
        this.hitsBefore = seat.tally().hits();
        this.missesBefore = seat.tally().misses();
        this.evictionsBefore = seat.evictions();
        this.view = new ReadPath<>(engine, keyForm, valueForm, seat.number(), seat.tally());
    }

    String id() {
        return id;
    }

    Seats.Seat seat() {
        return seat;
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
        int order = 0;
        for (int i = 0; i < FrameKeyDescriptor.directory(idBytes(key)); i++) {
            order = 31 * order + key[i];
        }
        return order;
    }

    /** Returns {@link #order} of the job's keys. */
    int order() {
        return order(prefix(id));
    }

    /** Removes all of the job's entries, and keeps the loads that are under way from adding more; returns how many. */
    int clear(Engine engine, @Nullable Farewells<FrameKey, Long> farewells) {
        flights.overtakeAll();
        return engine.clearOwner(seat.number(), farewells);
    }

    /** Refuses all further use. */
    void shut() {
        view = null;
    }

    JobStats stats(Engine engine) {
        return stats(engine.entriesOf(seat.number()));
    }

    /** Returns the same with this number of entries. */
    JobStats stats(long entries) {
        return new JobStats(
                seat.tally().hits() - hitsBefore,
                seat.tally().misses() - missesBefore,
                entries,
                seat.evictions() - evictionsBefore);
    }

    /** Returns the form of the keys of a job. */
    static StringSlotCodec keyForm(String id) {
        return new StringSlotCodec(prefix(id), new CodecEncoder<>(Codecs.utf8()));
    }

    /** Returns the key's id of what {@link #prefix} wrote and the directory behind it. */
    static FrameKey decode(byte[] key) {
        int directoryAt = FrameKeyDescriptor.directory(idBytes(key));
        return new FrameKey(decodeId(key), Codecs.utf8().decode(key, directoryAt, key.length - directoryAt));
    }

    /** Returns the job's id of a key. */
    static String decodeId(byte[] key) {
        return new String(key, FrameKeyDescriptor.ID, idBytes(key), StandardCharsets.UTF_8);
    }

    private static int idBytes(byte[] key) {
        return ByteBuffer.wrap(key).getInt(FrameKeyDescriptor.ID_BYTES);
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
            cache.audience().loadFailed(key, () -> prefix(id), e);
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

    private static byte[] prefix(String id) {
        int idBytes = Codecs.utf8().encodedLength(id);
        byte[] prefix = new byte[FrameKeyDescriptor.directory(idBytes)];
        ByteBuffer.wrap(prefix).putInt(FrameKeyDescriptor.ID_BYTES, idBytes);
        Codecs.utf8().encode(id, prefix, FrameKeyDescriptor.ID);
        return prefix;
    }
}
