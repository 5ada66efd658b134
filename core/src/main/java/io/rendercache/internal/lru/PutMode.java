package io.rendercache.internal.lru;

/** When a write takes effect. */
public enum PutMode {
    /** Writes whether the key is present or absent. */
    ALWAYS,
    /** Writes only if the key is absent. */
    IF_ABSENT,
    /** Writes only if the key is present. */
    IF_PRESENT
}
