package io.rendercache.large;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStoreFullException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of all values: cuts and joins them, and counts them, so that it is we who say that there is no room, and not
 * Chronicle. Thread-safe but for {@link #close}, before which all other calls must have returned.
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
     * Puts a piece that is not there yet.
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

    /** Copies a piece to the start of the buffer; returns whether it was there and had this length. */
    boolean read(long key, byte[] buffer, int length) {
        return map.read(key, buffer, 0, length);
    }

    /** Returns the value, or {@code null} if not all of it is there; its checksum is not looked at. */
    byte @Nullable [] read(LargeValueRef reference) {
        int pieceBytes = geometry.pieceBytes();
        // Looked up before the array is made, so that a reference to nothing costs no 256 MB.
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

    /** Whether all pieces of the value are there, each of its length, and none after them. */
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

    /** Whether no piece follows the last; a reference whose length is wrong could else be taken for a shorter value's. */
    boolean endAt(LargeValueRef reference) {
        return !geometry.endsWithFullPiece(reference.length())
                || map.lengthOf(reference.id() + geometry.piecesOf(reference.length())) == PieceMap.ABSENT;
    }

    /** Removes a piece; does nothing if it is not there. */
    void remove(long key) {
        if (map.remove(key)) {
            taken.decrementAndGet();
        }
    }

    /** Removes the pieces that belong to none of these values; returns how many. */
    long removeOrphans(Map<Long, LargeValueRef> owned) {
        KeyList orphans = new KeyList();
        map.forEachKey(key -> {
            LargeValueRef owner = owned.get(PieceGeometry.idOfKey(key));
            if (owner == null
                    || !PieceGeometry.isLength(owner.length())
                    || PieceGeometry.pieceOfKey(key) >= geometry.piecesOf(owner.length())) {
                orphans.add(key);
            }
        });
        orphans.forEach(this::remove);
        return orphans.size();
    }

    /** Hands each key over, under a lock: nothing may be changed meanwhile. */
    void forEachKey(LongConsumer action) {
        map.forEachKey(action);
    }

    /** Returns for how many more pieces there is room. */
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
