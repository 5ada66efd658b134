package io.rendercache.internal.marshal;

/**
 * Takes a value's bytes out of a slot, before anybody knows whether they are whole: it copies, and the engine then
 * validates. What the bytes mean is found out afterwards, from the copy.
 *
 * @param <C> the copy
 */
public interface ValueReader<C> {
    /** Returns a copy of the {@code length} bytes at {@code address}; never fails on bytes that make no sense. */
    C copy(long address, int length);

    /** Takes back a copy that turned out to be torn. */
    void discard(C copy);
}
