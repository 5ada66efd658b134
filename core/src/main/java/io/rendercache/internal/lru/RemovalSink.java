package io.rendercache.internal.lru;

/**
 * Receives the entries that are removed. Called with the stripe's lock held, thus in the order of changes of each key;
 * it copies the bytes and does nothing that blocks. The listener is notified later.
 */
public interface RemovalSink {
    /** Takes a removed entry, which is valid only during this call. */
    void take(EntryBytes entry, RemovalReason why);
}
