package io.rendercache.large;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStoreFullException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of all values: reads and removes them, and counts them, so that lack of room is detected before Chronicle
 * fails. Thread-safe except for {@link #close}, which must not be called before all other calls have returned.
 */
final class Pieces {
    private final PieceGeometry geometry;
    private final PieceMap map;
    private final AtomicLong taken;

    Pieces(PieceGeometry geometry, PieceMap map) {
        this.geometry = geometry;
        this.map = map;
        this.taken = new AtomicLong(map.size());
    }

    /**
     * Puts a piece whose key is absent.
     *
     * @throws LargeValueStoreFullException if there is no room
     */
    void put(long key, byte[] piece) {
        boolean done = false;
        try {
            if (taken.incrementAndGet() > geometry.pieces()) {
                throw new LargeValueStoreFullException("all " + geometry.pieces() + " pieces are taken");
            }
            map.put(key, piece);
            done = true;
        } finally {
            if (!done) {
                taken.decrementAndGet();
            }
        }
    }

    /** Copies a piece to the start of the buffer; returns whether it was present and had this length. */
    boolean read(long key, byte[] buffer, int length) {
        return map.read(key, buffer, 0, length);
    }

    /** Returns the value, or {@code null} if any piece is absent; does not compare the checksum. */
    byte @Nullable [] read(LargeValueRef reference) {
        int pieceBytes = geometry.pieceBytes();
        // Before the array is allocated, so that a reference to an absent value does not allocate up to 256 MiB.
        if (!PieceGeometry.isLength(reference.length())
                || reference.length() > pieceBytes && map.lengthOf(reference.id()) != pieceBytes) {
            return null;
        }
        byte[] value = new byte[(int) reference.length()];
        for (int i = 0, count = geometry.piecesOf(value.length); i < count; i++) {
            if (!map.read(reference.id() + i, value, i * pieceBytes, geometry.lengthOf(i, value.length))) {
                return null;
            }
        }
        return endAt(reference) ? value : null;
    }

    /** Returns whether all pieces of the value are present, each of its length, and no piece follows them. */
    boolean areWhole(LargeValueRef reference) {
        if (!PieceGeometry.isLength(reference.length())) {
            return false;
        }
        for (int i = 0, count = geometry.piecesOf(reference.length()); i < count; i++) {
            if (map.lengthOf(reference.id() + i) != geometry.lengthOf(i, reference.length())) {
                return false;
            }
        }
        return endAt(reference);
    }

    /**
     * Returns whether no piece follows the last; without this check a reference with a wrong length could match a
     * prefix.
     */
    boolean endAt(LargeValueRef reference) {
        return !geometry.endsWithFullPiece(reference.length())
                || map.lengthOf(reference.id() + geometry.piecesOf(reference.length())) == PieceMap.ABSENT;
    }

    /** Removes a piece; does nothing if it is absent. */
    void remove(long key) {
        if (map.remove(key)) {
            taken.decrementAndGet();
        }
    }

    /** Removes the pieces that belong to none of these values; returns their number. */
    long removeOrphans(Map<Long, LargeValueRef> owned) {
        LongStream.Builder found = LongStream.builder();
        map.forEachKey(key -> {
            LargeValueRef owner = owned.get(PieceGeometry.idOfKey(key));
            if (owner == null
                    || !PieceGeometry.isLength(owner.length())
                    || PieceGeometry.pieceOfKey(key) >= geometry.piecesOf(owner.length())) {
                found.add(key);
            }
        });
        long[] orphans = found.build().toArray();
        for (long key : orphans) {
            remove(key);
        }
        return orphans.length;
    }

    /** Calls the action with each key, under a lock; the action must not change the map. */
    void forEachKey(LongConsumer action) {
        map.forEachKey(action);
    }

    /** Returns how many more pieces there is room for. */
    long free() {
        return geometry.pieces() - taken.get();
    }

    long reservedBytes() {
        return map.reservedBytes();
    }

    void close() {
        map.close();
    }
}
