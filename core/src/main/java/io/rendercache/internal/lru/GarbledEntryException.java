package io.rendercache.internal.lru;

/**
 * Thrown by a copy of an entry in a file whose bytes are not those that were written: the file has been truncated while
 * it is mapped, or written to by something else.
 */
final class GarbledEntryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GarbledEntryException() {
        super("an entry is not what was written", null, false, false);
    }
}
