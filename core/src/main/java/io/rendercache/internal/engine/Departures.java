package io.rendercache.internal.engine;

/**
 * Takes a last copy of entries that leave, for somebody who listens. Called while the entry is unreachable for others
 * or its stripe's lock is held, so it copies bytes and does nothing else; telling the listener comes later.
 */
public interface Departures {
    /** Takes the entry that leaves; it is good during this call only. */
    void take(EntryBytes entry, Departure why);
}
