package io.rendercache;

import io.rendercache.internal.lru.StoredKeys;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads the keys of a {@link FrameDirCache} that are found in its file, and gives each job that has any a seat: until it is
 * opened again it counts as one that was forgotten.
 */
final class StoredFrames implements StoredKeys {
    private record Found(StringSlotCodec form, Seats.Seat seat) {}

    private final Seats seats;
    private final Map<String, Found> jobs = new HashMap<>();

    StoredFrames(Seats seats) {
        this.seats = seats;
    }

    @Override
    public long hash(byte[] key, int length, long seed) {
        return job(key).form.storedHash(key, length, seed);
    }

    @Override
    public int owner(byte[] key, int length) {
        return job(key).seat.number();
    }

    /** Tells each job that was found, and its seat. */
    void forEach(BiConsumer<String, Seats.Seat> visitor) {
        jobs.forEach((id, found) -> visitor.accept(id, found.seat));
    }

    private Found job(byte[] key) {
        return jobs.computeIfAbsent(Job.decodeId(key), id -> new Found(Job.keyCodec(id), seats.take()));
    }
}
