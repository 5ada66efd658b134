package io.rendercache.large;

import io.rendercache.internal.file.UninterruptedIo;
import io.rendercache.spi.LargeValueStoreFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import net.openhft.chronicle.core.io.ClosedIllegalStateException;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.MapSegmentContext;

/**
 * Chronicle's map, from a key to the bytes of one piece. Thread-safe but for {@link #close}, before which all other calls
 * must have returned.
 */
final class PieceMap {
    /** What {@link #lengthOf} answers for a piece that is not there. */
    static final int ABSENT = -1;

    private final ChronicleMap<Long, byte[]> map;

    PieceMap(ChronicleMap<Long, byte[]> map) {
        this.map = map;
        ThreadContexts.keepWith(map);
    }

    /** Returns a map in anonymous memory. */
    static PieceMap inMemory(PieceGeometry geometry) {
        // The first map of a JVM has Chronicle compile classes, through channels.
        return inThreadThatEnds(() -> new PieceMap(builder(geometry).create()));
    }

    /**
     * Returns Chronicle's settings: one segment, so that there is no segment that fills before the others; as many
     * chunks as pieces, each piece in exactly one; no further tiers. Within that, Chronicle always finds a chunk: its
     * table of entries is at most two thirds full then, and it would give up only at four fifths. It keeps no checksums
     * of pieces: each value has its own.
     */
    static ChronicleMapBuilder<Long, byte[]> builder(PieceGeometry geometry) {
        return ChronicleMapBuilder.of(Long.class, byte[].class)
                .actualSegments(1)
                .entriesPerSegment(geometry.pieces())
                .actualChunksPerSegmentTier(geometry.pieces())
                .actualChunkSize(geometry.chunkBytes())
                .maxChunksPerEntry(1)
                .maxBloatFactor(1)
                .allowSegmentTiering(false)
                .checksumEntries(false)
                .putReturnsNull(true)
                .skipCloseOnExitHook(true);
    }

    /**
     * Puts a piece that is not there yet.
     *
     * @throws LargeValueStoreFullException if Chronicle finds no chunk for it
     */
    void put(long key, byte[] piece) {
        try {
            map.put(key, piece);
        } catch (ClosedIllegalStateException e) {
            throw e;
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new LargeValueStoreFullException("no room for a piece of " + piece.length + " bytes", e);
        }
    }

    /** Copies a piece to a place in the array; returns whether it was there and had this length. */
    boolean read(long key, byte[] target, int at, int length) {
        try (ExternalMapQueryContext<Long, byte[], ?> context = map.queryContext((Long) key)) {
            context.readLock().lock();
            MapEntry<Long, byte[]> entry = context.entry();
            if (entry == null) {
                return false;
            }
            Data<byte[]> value = entry.value();
            if (value.size() != length) {
                return false;
            }
            value.bytes().read(value.offset(), target, at, length);
            return true;
        }
    }

    /** Returns a piece's length, or {@link #ABSENT}. */
    long lengthOf(long key) {
        try (ExternalMapQueryContext<Long, byte[], ?> context = map.queryContext((Long) key)) {
            context.readLock().lock();
            MapEntry<Long, byte[]> entry = context.entry();
            return entry == null ? ABSENT : entry.value().size();
        }
    }

    /** Removes a piece; returns whether it was there. */
    boolean remove(long key) {
        try (ExternalMapQueryContext<Long, byte[], ?> context = map.queryContext((Long) key)) {
            context.updateLock().lock();
            MapEntry<Long, byte[]> entry = context.entry();
            if (entry == null) {
                return false;
            }
            context.remove(entry);
            return true;
        }
    }

    /** Hands each key over, under a lock: nothing may be changed meanwhile. */
    void forEachKey(LongConsumer action) {
        try (MapSegmentContext<Long, byte[], ?> context = map.segmentContext(0)) {
            context.forEachSegmentEntry(entry -> action.accept(entry.key().get()));
        }
    }

    /** Returns how many pieces there are. */
    long size() {
        return map.longSize();
    }

    /** Returns how much memory it takes. */
    long reservedBytes() {
        return map.offHeapMemoryUsed();
    }

    void close() {
        inThreadThatEnds(() -> {
            map.close();
            return map;
        });
    }

    private static <T> T inThreadThatEnds(Silence.Action<T, RuntimeException> action) {
        try {
            return UninterruptedIo.call(() -> Silence.during(action));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
