package io.rendercache.internal.lru;

/** What a write does where the key is there already, and where it is not. */
public enum PutMode {
    /** Writes either way. */
    ALWAYS,
    /** Writes only where the key is not there. */
    IF_ABSENT,
    /** Writes only where the key is there. */
    IF_PRESENT
}
