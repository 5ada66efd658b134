package io.rendercache.large;

import io.rendercache.internal.file.UninterruptedIo;
import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Stores values out of line in Chronicle Map, in anonymous memory or in a file. Each value is split into pieces of one
 * size; see {@link PieceGeometry}. Thread-safe.
 *
 * <p><b>Guarantees.</b> A read returns the whole value that was stored under its {@link LargeValueRef}, or reports that
 * it is absent: ids are never reused, every piece must have its length, and a value that was stored before the last
 * opening is verified against its checksum once. A cache that keeps to its budget always finds room, because pieces of
 * one size do not fragment. A call that is under way when {@link #close} begins completes; every later call throws
 * {@link IllegalStateException}.
 *
 * <p><b>Limits.</b> A value that is removed while it is being read may be reported as absent. The store evicts nothing;
 * pieces that a killed writer left remain until {@link #retainOnly}.
 */
final class ChronicleLargeValueStore implements LargeValueStore {
    private static final int POOLED_BUFFERS = 8;

    private final PieceGeometry geometry;
    private final Pieces pieces;
    private final @Nullable Path file;
    private final CloseBarrier barrier = new CloseBarrier();
    private final AtomicLong lastSequence;
    private final Set<Long> unverified = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(POOLED_BUFFERS);

    private ChronicleLargeValueStore(PieceGeometry geometry, PieceMap map, @Nullable Path file) {
        this.geometry = geometry;
        this.pieces = new Pieces(geometry, map);
        this.file = file;
        long[] last = {0};
        map.forEachKey(key -> {
            unverified.add(PieceGeometry.idOfKey(key));
            last[0] = Math.max(last[0], PieceGeometry.sequence(key));
        });
        lastSequence = new AtomicLong(last[0]);
    }

    /**
     * Returns an empty store in memory outside the heap.
     *
     * @param maxBytes the most bytes that all values together have
     * @param maxEntries the most values that there are
     * @throws IllegalStateException if the JVM lacks what Chronicle Map needs, naming the flags to add
     */
    static ChronicleLargeValueStore inMemory(long maxBytes, int maxEntries) {
        PieceGeometry geometry = PieceGeometry.of(maxBytes, maxEntries);
        LargeValueFlags.require();
        return new ChronicleLargeValueStore(geometry, PieceMap.inMemory(geometry), null);
    }

    /**
     * Opens the store in a file, or creates the file with all its room on the disk reserved. The caller ensures that no
     * one else has the file open, in this process or another, and calls {@link #retainOnly} before it stores anything.
     *
     * @throws io.rendercache.spi.IncompatibleStoreFileException if the file has other sizes, is of another kind, or is
     *     damaged
     * @throws IOException if the file cannot be read, or the disk has no room for it; a new file is deleted then
     * @throws IllegalStateException if the JVM lacks what Chronicle Map needs, naming the flags to add
     */
    static ChronicleLargeValueStore persistedTo(Path file, long maxBytes, int maxEntries) throws IOException {
        PieceGeometry geometry = PieceGeometry.of(maxBytes, maxEntries);
        LargeValueFlags.require();
        PieceMap map = MapFile.open(file, geometry);
        try {
            return new ChronicleLargeValueStore(geometry, map, file);
        } catch (RuntimeException e) {
            map.close();
            throw MapFile.damaged(file, "its entries cannot be read", e);
        }
    }

    /** Returns the length of a piece. */
    int pieceBytes() {
        return geometry.pieceBytes();
    }

    @Override
    public long maxPieces() {
        return geometry.pieces();
    }

    @Override
    public int piecesOf(long length) {
        return geometry.piecesOf(length);
    }

    /** Returns how many more pieces there is room for. */
    long freePieces() {
        return pieces.free();
    }

    /** Returns an id that no value has or had since {@link #retainOnly}, and that was not passed to it. */
    long nextId() {
        return PieceGeometry.id(lastSequence.incrementAndGet());
    }

    @Override
    public PieceWriter writer(LongConsumer reserve) {
        return new PieceWriter(this, geometry, nextId(), reserve);
    }

    @Override
    public byte @Nullable [] read(LargeValueRef reference) {
        if (!PieceGeometry.isLength(reference.length())) {
            return null;
        }
        long pass = barrier.enter();
        try {
            byte[] value = pieces.read(reference);
            return value != null && isVerified(reference, value) ? value : null;
        } finally {
            barrier.leave(pass);
        }
    }

    @Override
    public boolean writeTo(LargeValueRef reference, OutputStream out) throws IOException {
        if (!PieceGeometry.isLength(reference.length())) {
            return false;
        }
        byte[] buffer = borrow();
        try {
            if (!piecesEndAt(reference) || unverified.contains(reference.id()) && !verifyAhead(reference, buffer)) {
                return false;
            }
            for (int i = 0, count = geometry.piecesOf(reference.length()); i < count; i++) {
                int length = geometry.lengthOf(i, reference.length());
                if (!readPiece(reference.id() + i, buffer, length)) {
                    if (i == 0) {
                        return false;
                    }
                    throw new IOException("the value of " + reference.length()
                            + " bytes was removed while it was being read, after " + (long) i * geometry.pieceBytes());
                }
                out.write(buffer, 0, length);
            }
            return true;
        } finally {
            giveBack(buffer);
        }
    }

    @Override
    public boolean isWhole(LargeValueRef reference) {
        long pass = barrier.enter();
        try {
            return pieces.areWhole(reference);
        } finally {
            barrier.leave(pass);
        }
    }

    @Override
    public void remove(LargeValueRef reference) {
        if (PieceGeometry.isLength(reference.length())) {
            removePieces(reference.id(), geometry.piecesOf(reference.length()));
        }
    }

    @Override
    public long retainOnly(Collection<LargeValueRef> owned) {
        Map<Long, LargeValueRef> byId = new HashMap<>();
        for (LargeValueRef reference : owned) {
            byId.put(reference.id(), reference);
            lastSequence.accumulateAndGet(PieceGeometry.sequence(reference.id()), Math::max);
        }
        long pass = barrier.enter();
        try {
            long removed = pieces.removeOrphans(byId);
            unverified.retainAll(byId.keySet());
            return removed;
        } finally {
            barrier.leave(pass);
        }
    }

    @Override
    public long reservedBytes() {
        long pass = barrier.enter();
        try {
            return pieces.reservedBytes();
        } finally {
            barrier.leave(pass);
        }
    }

    @Override
    public void flush() throws IOException {
        Path target = file;
        long pass = barrier.enter();
        try {
            if (target != null) {
                UninterruptedIo.call(() -> force(target));
            }
        } finally {
            barrier.leave(pass);
        }
    }

    @Override
    public void close() {
        barrier.close(pieces::close);
    }

    /** Calls the action with each key, under a lock; the action must not use the store. */
    void forEachKey(LongConsumer action) {
        long pass = barrier.enter();
        try {
            pieces.forEachKey(action);
        } finally {
            barrier.leave(pass);
        }
    }

    /** Puts a piece, if there is room. */
    void putPiece(long key, byte[] piece) {
        long pass = barrier.enter();
        try {
            pieces.put(key, piece);
        } finally {
            barrier.leave(pass);
        }
    }

    /** Removes the first pieces of a value in ascending order, so that a new reader misses the first piece at once. */
    void removePieces(long id, int count) {
        long pass = barrier.enter();
        try {
            for (int i = 0; i < count; i++) {
                pieces.remove(id + i);
            }
            unverified.remove(id);
        } finally {
            barrier.leave(pass);
        }
    }

    /** Forces the file; the mapping has the same pages. */
    private static boolean force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            return true;
        }
    }

    byte[] borrow() {
        byte[] buffer = buffers.poll();
        return buffer == null ? new byte[geometry.pieceBytes()] : buffer;
    }

    void giveBack(byte[] buffer) {
        buffers.offer(buffer); // if the pool is full, the buffer is garbage
    }

    private boolean readPiece(long key, byte[] buffer, int length) {
        long pass = barrier.enter();
        try {
            return pieces.read(key, buffer, length);
        } finally {
            barrier.leave(pass);
        }
    }

    private boolean piecesEndAt(LargeValueRef reference) {
        long pass = barrier.enter();
        try {
            return pieces.endAt(reference);
        } finally {
            barrier.leave(pass);
        }
    }

    private boolean isVerified(LargeValueRef reference, byte[] value) {
        if (!unverified.contains(reference.id())) {
            return true;
        }
        CRC32C crc = new CRC32C();
        crc.update(value);
        return settle(reference, crc);
    }

    private boolean verifyAhead(LargeValueRef reference, byte[] buffer) {
        CRC32C crc = new CRC32C();
        for (int i = 0, count = geometry.piecesOf(reference.length()); i < count; i++) {
            int length = geometry.lengthOf(i, reference.length());
            if (!readPiece(reference.id() + i, buffer, length)) {
                return false;
            }
            crc.update(buffer, 0, length);
        }
        return settle(reference, crc);
    }

    private boolean settle(LargeValueRef reference, CRC32C crc) {
        if ((int) crc.getValue() != reference.checksum()) {
            return false;
        }
        unverified.remove(reference.id());
        return true;
    }
}
