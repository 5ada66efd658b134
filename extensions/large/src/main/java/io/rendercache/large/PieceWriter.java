package io.rendercache.large;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Stores one value whose length shows only at its end. Pieces are put as they fill; nobody can read them before
 * {@link #finish} has given the reference. If anything fails, and if it is closed unfinished, what was put is removed. For one
 * thread.
 */
final class PieceWriter implements LargeValueWriter {
    private final LargeValues values;
    private final PieceGeometry geometry;
    private final long id;
    private final LongConsumer reserve;
    private final byte[] buffer;
    private final CRC32C crc = new CRC32C();
    private int buffered;
    private int pieces;
    private long length;
    private boolean ended;

    PieceWriter(LargeValues values, PieceGeometry geometry, long id, LongConsumer reserve) {
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

    /** Removes what was put; does nothing after {@link #finish}. */
    void abort() {
        if (!ended) {
            ended = true;
            values.giveBack(buffer);
            values.removePieces(id, pieces);
        }
    }

    /** Like {@link #abort}, but does not mind that the large values are closed, and so what was put is out of reach. */
    @Override
    public void close() {
        try {
            abort();
        } catch (IllegalStateException e) {
            // Who closed them meanwhile wants nothing of this value; in a file, the next opening removes its pieces.
            pieces = 0;
        }
    }

    private void makeRoom() {
        if (buffered == buffer.length) {
            put();
        }
    }

    private void added(int count) {
        if (length + count > LargeValues.MAX_VALUE_BYTES) {
            abort();
            throw new IllegalArgumentException("the value is longer than " + LargeValues.MAX_VALUE_BYTES
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
