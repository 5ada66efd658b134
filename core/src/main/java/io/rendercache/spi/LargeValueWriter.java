package io.rendercache.spi;

import java.io.IOException;
import java.io.InputStream;

/**
 * Stores one value whose length need not be known in advance. The value can be read once {@link #finish} has returned
 * its reference. After any exception, and after {@link #close} without {@code finish}, nothing of the value is kept and
 * the writer has ended. Not thread-safe.
 */
public interface LargeValueWriter extends AutoCloseable {
    /**
     * Appends bytes.
     *
     * @param source the array that holds them
     * @param offset the index of the first
     * @param length how many
     * @throws LargeValueStoreFullException if the store has no room
     * @throws IllegalArgumentException if the value becomes longer than {@link LargeValueStore#MAX_VALUE_BYTES}
     * @throws IllegalStateException if the writer has ended, or the store is closed
     */
    void write(byte[] source, int offset, int length);

    /**
     * Appends all bytes of a stream up to its end, without closing it.
     *
     * @param source the stream
     * @throws IOException if the stream throws it
     * @throws LargeValueStoreFullException if the store has no room
     * @throws IllegalArgumentException if the value becomes longer than {@link LargeValueStore#MAX_VALUE_BYTES}
     * @throws IllegalStateException if the writer has ended, or the store is closed
     */
    void writeAll(InputStream source) throws IOException;

    /**
     * Ends the value and makes it readable.
     *
     * @return the reference that finds it
     * @throws LargeValueStoreFullException if the store has no room for the rest
     * @throws IllegalStateException if the writer has ended, or the store is closed
     */
    LargeValueRef finish();

    /**
     * Removes what was written unless {@link #finish} has returned. Idempotent; throws nothing if the store is closed.
     */
    @Override
    void close();
}
