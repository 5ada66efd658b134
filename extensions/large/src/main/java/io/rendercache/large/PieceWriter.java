package io.rendercache.large;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Stores one value whose length need not be known in advance. Each piece is put when it is full; no value can be read
 * before {@link #finish} has returned its reference. After any exception, and after {@link #close} without {@code
 * finish}, the pieces are removed. Not thread-safe.
 */
final class PieceWriter implements LargeValueWriter {
    private final ChronicleLargeValueStore values;
    private final PieceGeometry geometry;
    private final long id;
    private final LongConsumer reserve;
    private final byte[] buffer;
    private final CRC32C crc = new CRC32C();
    private int buffered;
    private int pieces;
    private long length;
    private boolean ended;

    PieceWriter(ChronicleLargeValueStore values, PieceGeometry geometry, long id, LongConsumer reserve) {
        this.values = values;
        this.geometry = geometry;
        this.id = id;
        this.reserve = reserve;
        this.buffer = values.borrow();
    }

    @Override
    public void write(byte[] source, int from, int count) {
        requireOpen();
        int at = from;
        int left = count;
        while (left > 0) {
            makeRoom();
            int now = Math.min(left, buffer.length - buffered);
            System.arraycopy(source, at, buffer, buffered, now);
            added(now);
            at += now;
            left -= now;
        }
    }

    @Override
    public void writeAll(InputStream source) throws IOException {
        requireOpen();
        while (true) {
            makeRoom();
            int now = source.readNBytes(buffer, buffered, buffer.length - buffered);
            if (now == 0) {
                return;
            }
            added(now);
        }
    }

    @Override
    public LargeValueRef finish() {
        requireOpen();
        if (buffered > 0 || pieces == 0) {
            put();
        }
        ended = true;
        values.giveBack(buffer);
        return new LargeValueRef(id, length, (int) crc.getValue());
    }

    /** Removes the pieces that were put; does nothing after {@link #finish}. */
    void abort() {
        if (!ended) {
            ended = true;
            values.giveBack(buffer);
            values.removePieces(id, pieces);
        }
    }

    /** Like {@link #abort}, but throws nothing if the store is closed. */
    @Override
    public void close() {
        try {
            abort();
        } catch (IllegalStateException e) {
            // The store has been closed; in a file, the next opening removes the pieces.
            pieces = 0;
        }
    }

    private void makeRoom() {
        if (buffered == buffer.length) {
            put();
        }
    }

    private void added(int count) {
        if (length + count > ChronicleLargeValueStore.MAX_VALUE_BYTES) {
            abort();
            throw new IllegalArgumentException("the value is longer than " + ChronicleLargeValueStore.MAX_VALUE_BYTES
                    + " bytes, the longest that can be stored");
        }
        crc.update(buffer, buffered, count);
        buffered += count;
        length += count;
    }

    private void put() {
        boolean done = false;
        try {
            reserve.accept(buffered);
            values.putPiece(id + pieces, buffered == buffer.length ? buffer : Arrays.copyOf(buffer, buffered));
            pieces++;
            buffered = 0;
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the value has been finished or given up");
        }
    }
}
