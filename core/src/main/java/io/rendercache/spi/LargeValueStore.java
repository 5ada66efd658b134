package io.rendercache.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the values of one cache that are too large for a slot.
 *
 * <p>A value is stored whole or not at all, is never changed, and is found by its {@link LargeValueRef} only. A read
 * returns the bytes that were stored under the reference, or reports that the value is absent; it never returns other
 * bytes. A store evicts nothing: the cache removes values, and keeps to the store's bounds. Those are counted in
 * <i>pieces</i>, the unit in which a store allocates room: a value of {@code n} bytes takes {@link #piecesOf
 * piecesOf(n)} of them, and as long as at most {@link #maxPieces} are taken or being written, no write fails for lack
 * of room.
 *
 * <p>Implementations are safe for use by any number of threads. A call that is under way when {@link #close} begins
 * either completes or throws {@link IllegalStateException}; every later call but {@code close} throws it. Lengths and
 * sizes are in bytes.
 */
public interface LargeValueStore extends AutoCloseable {
    /** The longest value in bytes that a store must be able to keep, if its budget allows: 256 MiB. */
    int MAX_VALUE_BYTES = 1 << 28;

    /**
     * Starts to write a value.
     *
     * @param reserve called with the length of each piece before the piece is stored, so that the caller can reserve
     *     room; what it throws, the writer's method throws, and nothing of the value is kept
     * @return the writer, which the caller closes
     * @throws IllegalStateException if the store is closed; may be thrown by the writer instead
     */
    LargeValueWriter writer(LongConsumer reserve);

    /**
     * Returns a copy of a value.
     *
     * @param ref the value
     * @return its bytes, or {@code null} if any of them are missing or differ from those that were stored
     * @throws IllegalStateException if the store is closed
     */
    byte @Nullable [] read(LargeValueRef ref);

    /**
     * Writes a value to a stream, in parts. Holds no lock while it calls the stream.
     *
     * @param ref the value
     * @param out the stream, which is neither flushed nor closed
     * @return {@code true} if the value was written; {@code false} if it is absent, and then nothing was written
     * @throws IOException if the stream throws it, or the value is removed while it is being written
     * @throws IllegalStateException if the store is closed
     */
    boolean writeTo(LargeValueRef ref, OutputStream out) throws IOException;

    /**
     * Removes a value. Does nothing if it is absent.
     *
     * @param ref the value
     * @throws IllegalStateException if the store is closed
     */
    void remove(LargeValueRef ref);

    /**
     * Removes everything that belongs to none of these values, and from then on assigns no id that any of them has.
     * Called once after a persisted store is opened, before anything is written.
     *
     * @param owned the values to keep, whether or not the store has them
     * @return how many pieces were removed
     * @throws IllegalStateException if the store is closed
     */
    long retainOnly(Collection<LargeValueRef> owned);

    /**
     * Returns whether all pieces of a value are present, each of its length. Does not compare the checksum.
     *
     * @param ref the value
     * @return whether the value is whole
     * @throws IllegalStateException if the store is closed
     */
    boolean isWhole(LargeValueRef ref);

    /**
     * Returns how many pieces a value takes.
     *
     * @param length the value's length in bytes, 0 to {@link #MAX_VALUE_BYTES}
     * @return the number of pieces, at least 1
     */
    int piecesOf(long length);

    /**
     * Returns how many pieces the store has room for.
     *
     * @return the number of pieces
     */
    long maxPieces();

    /**
     * Returns how much memory the store has reserved outside the heap.
     *
     * @return the number of bytes
     * @throws IllegalStateException if the store is closed
     */
    long reservedBytes();

    /**
     * Forces everything that has been written to the disk. Does nothing in a store that is not persisted. An interrupt
     * of the calling thread neither fails the call nor is lost.
     *
     * @throws IOException if the disk refuses
     * @throws IllegalStateException if the store is closed
     */
    void flush() throws IOException;

    /** Waits for the calls that are under way and releases the memory. Idempotent. */
    @Override
    void close();
}
