package io.rendercache.internal.marshal;

/**
 * Copies a value's bytes out of a slot, before they are known to be whole: the engine validates afterwards, and only
 * then is the copy decoded.
 *
 * @param <C> the copy
 */
public interface ValueReader<C> {
    /** Returns a copy of the {@code length} bytes at {@code address}; never fails, whatever the bytes are. */
    C copy(long address, int length);

    /** Releases a copy that turned out to be torn. */
    void discard(C copy);
}
