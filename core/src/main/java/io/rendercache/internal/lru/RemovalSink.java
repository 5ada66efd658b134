package io.rendercache.internal.lru;

/**
 * Takes a last copy of entries that leave, for somebody who listens. Called while the stripe's lock is held, so in the order
 * of changes for each key; it copies bytes, notes their place in that order and does nothing else. Telling the listener comes
 * later.
 */
public interface RemovalSink {
    /** Takes the entry that leaves; it is good during this call only. */
    void take(EntryBytes entry, RemovalReason why);
}
