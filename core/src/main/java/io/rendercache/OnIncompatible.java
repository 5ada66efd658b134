package io.rendercache;

/** What opening a cache does with a file that is there and does not fit it: another layout, geometry, codec or version. */
public enum OnIncompatible {
    /** Refuses with an {@link IncompatibleCacheFileException} that says what does not fit; the file is left as it is. */
    FAIL,
    /** Sets the old file aside under a new name beside it, and starts with an empty one. */
    RECREATE
}
