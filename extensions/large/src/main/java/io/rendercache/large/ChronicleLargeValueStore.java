package io.rendercache.large;

import io.rendercache.internal.file.UninterruptedIo;
import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
 * Values too large for a slot. Each is cut into pieces of one size (see {@link PieceGeometry}), which Chronicle Map keeps,
 * in anonymous memory or in a file. Thread-safe.
 *
 * <p>What is guaranteed. A value that is read is the one that was stored under its {@link LargeValueRef}, whole, or it is not
 * there: ids are never used twice, every piece must have its length, and a value from before the last opening is checked
 * against its checksum once. As long as its owner keeps to the budget, there is always room, for pieces of one size do not
 * fragment. A call that is under way when {@link #close} comes ends well, and every later one gets an
 * {@link IllegalStateException}.
 *
 * <p>What is not. A value can be removed while it is read: then it counts as not there. Nothing here evicts, and nothing
 * is owned: pieces that a killed writer left stay until {@link #retainOnly}.
 */
final class LargeValues implements LargeValueStore {
    private static final int POOLED_BUFFERS = 8;
    private static final LongConsumer ALWAYS_ROOM = bytes -> {};

    private final PieceGeometry geometry;
    private final Pieces pieces;
    private final @Nullable Path file;
    private final CloseBarrier barrier = new CloseBarrier();
    private final AtomicLong lastSequence;
    private final Set<Long> unverified = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(POOLED_BUFFERS);

    private LargeValues(PieceGeometry geometry, PieceMap map, @Nullable Path file) {
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
     * Returns room for large values outside the heap.
     *
     * @param maxBytes how many bytes all values together may have
     * @param maxEntries how many values there may be
     * @throws IllegalStateException if the JVM lacks what Chronicle Map needs, naming the flags to add
     */
    static LargeValues inMemory(long maxBytes, int maxEntries) {
        PieceGeometry geometry = PieceGeometry.of(maxBytes, maxEntries);
        LargeValueFlags.require();
        return new LargeValues(geometry, PieceMap.inMemory(geometry), null);
    }

    /**
     * Opens a file of large values, or makes it, with its room on the disk reserved. The caller sees to it that nobody
     * else has it open, in this process or another, and calls {@link #retainOnly} before anything is stored.
     *
     * @throws io.rendercache.spi.IncompatibleStoreFileException if there is a file of other sizes, or of another
     *     kind, or a damaged one
     * @throws IOException if the file cannot be read, or there is no space to make it; then nothing is left of it
     * @throws IllegalStateException if the JVM lacks what Chronicle Map needs, naming the flags to add
     */
    static LargeValues persistedTo(Path file, long maxBytes, int maxEntries) throws IOException {
        PieceGeometry geometry = PieceGeometry.of(maxBytes, maxEntries);
        LargeValueFlags.require();
        PieceMap map = MapFile.open(file, geometry);
        try {
            return new LargeValues(geometry, map, file);
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

    /** Returns an id that no value has, nor had since {@link #retainOnly}, nor any that was named there. */
    long nextId() {
        return PieceGeometry.id(lastSequence.incrementAndGet());
    }

    @Override
    public PieceWriter writer(LongConsumer reserve) {
        return new PieceWriter(this, geometry, nextId(), reserve);
    }

    /**
     * Stores a value.
     *
     * @throws LargeValueStoreFullException if there is no room; nothing is left of the value
     * @throws IllegalArgumentException if it is longer than {@link #MAX_VALUE_BYTES}
     */
    LargeValueRef store(byte[] value) {
        try {
            return store(new ByteArrayInputStream(value), ALWAYS_ROOM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stores what the stream gives until its end; does not close it. Whatever is thrown, nothing is left of the value.
     *
     * @param reserve asked before each piece for room for so many bytes; may throw, which the caller gets
     * @throws IOException if the stream throws it
     * @throws LargeValueStoreFullException if there is no room although {@code reserve} did not say so
     * @throws IllegalArgumentException if it is longer than {@link #MAX_VALUE_BYTES}
     */
    LargeValueRef store(InputStream value, LongConsumer reserve) throws IOException {
        try (PieceWriter writer = writer(reserve)) {
            writer.writeAll(value);
            return writer.finish();
        }
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

    /** Hands each key over, under a lock: nothing may be called meanwhile. */
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

    /** Removes the first pieces of a value, from the first on, so that who begins to read finds nothing at once. */
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

    /** Forces the file, whose pages are the mapping's pages. */
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
        buffers.offer(buffer); // beyond the bound it is left to the collector
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
