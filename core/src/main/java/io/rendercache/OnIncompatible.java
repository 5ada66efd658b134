package io.rendercache;

/** What opening a cache does with an existing file that does not fit it: another layout, geometry, codec or version. */
public enum OnIncompatible {
    /** Throws an {@link IncompatibleCacheFileException} that says what does not fit; the file is not changed. */
    FAIL,
    /**
     * Renames the old file to a new name beside it, with the files that belong to it, and starts with an empty one. No
     * entry is taken over.
     */
    RECREATE
}
