package io.rendercache.internal.lru;

/** What a write does where the key is there already, and where it is not. */
public enum PutMode {
    /** WritePath either way. */
    ALWAYS,
    /** WritePath only where the key is not there. */
    IF_ABSENT,
    /** WritePath only where the key is there. */
    IF_PRESENT
}
