package io.rendercache.internal.marshal;

import io.rendercache.codec.Codec;
import io.rendercache.internal.memory.Memory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A reusable buffer on the heap: for the encoding of a key or value, or the copy of a value. Borrowed from a small
 * common pool and released to it; for one thread at a time.
 *
 * <p>The pool is shared by all caches and has a fixed number of places, so that a million virtual threads retain no
 * more buffers than a few threads; a thread that finds its place empty allocates a buffer, and large buffers are not
 * retained.
 */
public final class PooledBuffer {
    private static final int PLACES =
            Integer.highestOneBit(Math.max(16, 8 * Runtime.getRuntime().availableProcessors()));
    private static final int SPREAD = 32;
    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST_KEPT = 1 << 17;
    private static final AtomicReferenceArray<PooledBuffer> POOL = new AtomicReferenceArray<>(PLACES * SPREAD);

    private byte[] bytes;
    private int offset;
    private int length;

    private PooledBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Borrows a buffer for this many bytes, which begin where its array does and have any values. */
    public static PooledBuffer borrow(int length) {
        PooledBuffer buffer = POOL.getAndSet(place(), null);
        if (buffer == null) {
            buffer = new PooledBuffer(Math.max(length, SMALLEST));
        } else if (buffer.bytes.length < length) {
            buffer.bytes = new byte[length];
        }
        buffer.offset = 0;
        buffer.length = length;
        return buffer;
    }

    /** Borrows a buffer for this many bytes, which end where its array does and are zero. */
    static PooledBuffer borrowEnd(int length) {
        PooledBuffer buffer = POOL.getAndSet(place(), null);
        if (buffer == null) {
            buffer = new PooledBuffer(Math.max(length, SMALLEST));
        } else if (buffer.bytes.length < length) {
            buffer.bytes = new byte[length];
        } else {
            Arrays.fill(buffer.bytes, buffer.bytes.length - length, buffer.bytes.length, (byte) 0);
        }
        buffer.offset = buffer.bytes.length - length;
        buffer.length = length;
        return buffer;
    }

    /** Borrows a buffer and encodes an object into it; the codec is trusted, as the built-in ones are. */
    static <T> PooledBuffer of(T object, Codec<T> codec) {
        int length = codec.encodedLength(object);
        PooledBuffer buffer = borrow(length);
        boolean encoded = false;
        try {
            codec.encode(object, buffer.bytes, 0);
            encoded = true;
            return buffer;
        } finally {
            if (!encoded) {
                buffer.release();
            }
        }
    }

    /** Releases the buffer; it must not be used afterwards. */
    public void release() {
        if (bytes.length <= LARGEST_KEPT) {
            POOL.lazySet(place(), this);
        }
    }

    /** Returns the buffer's array, of which {@link #length} bytes from {@link #offset} on are used. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the index of the first used byte; 0 unless a user's codec has encoded into the buffer. */
    int offset() {
        return offset;
    }

    /** Returns how many bytes are used. */
    int length() {
        return length;
    }

    /** Returns a copy of the used bytes. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    boolean equalTo(long address, int otherLength) {
        return length == otherLength && Memory.equal(bytes, offset, address, length);
    }

    private static int place() {
        return ((int) Thread.currentThread().getId() & PLACES - 1) * SPREAD;
    }
}
